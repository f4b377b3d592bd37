/**
 * Reads a scenario in Wokwi's automation format: YAML with `name`, `version: 1` and `steps`, each with one
 * action and perhaps a `name`. What is wrong is told with file, line and column, all of it at once.
 * @see https://docs.wokwi.com/wokwi-ci/automation-scenarios
 */
import { readFileSync } from "node:fs";
import * as v from "valibot";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import { formatProblem, type Problem } from "../diagram/problems.ts";
import { suggest } from "../diagram/suggest.ts";
import type { Bench } from "./step.ts";
import { stepKinds } from "./steps/index.ts";

export interface Step {
  /** From 1. */
  readonly number: number;
  /** Where it stands in its file. */
  readonly line: number;
  readonly name: string | undefined;
  /** The action and what it does: `set-control btn pressed = 1`. */
  readonly text: string;
  run(bench: Bench): Promise<void>;
}

export interface Scenario {
  readonly file: string;
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A scenario that cannot be run; the message lists all its problems, one a line. */
export class ScenarioError extends Error {
  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join("\n"));
    this.name = "ScenarioError";
  }
}

/** @throws ScenarioError with all that is wrong with it; Error when it cannot be read */
export function readScenario(file: string): Scenario {
  return parseScenario(readFileSync(file, "utf8"), file);
}

/** @throws ScenarioError with all that is wrong with it */
export function parseScenario(text: string, file: string): Scenario {
  return new Reader(text, file).read();
}

class Reader {
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #problems: Problem[] = [];
  readonly #document: Document<Node>;

  constructor(text: string, file: string) {
    this.#file = file;
    const document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false });
    this.#document = document;
    for (const { message, pos } of document.errors) this.#fail(pos[0], `this is not YAML: ${message}`);
    visit(document, {
      Alias: (_key, alias) => {
        if (!alias.resolve(document))
          this.#fail(alias, `there is no anchor &${alias.source} before *${alias.source}`);
      },
    });
  }

  read(): Scenario {
    this.#throwProblems();
    const root = this.#document.contents;
    if (!isMap(root)) {
      this.#fail(root, "a scenario has name, version and steps");
      throw this.#error();
    }
    const entries = new Map<string, Node | undefined>();
    for (const { key, value } of root.items)
      entries.set(String(isScalar(key) ? key.value : key), isNode(value) ? value : undefined);
    const name = this.#name(entries.get("name"));
    this.#version(entries.get("version"));
    const steps = this.#steps(entries.get("steps"));
    this.#throwProblems();
    return { file: this.#file, name, steps };
  }

  #name(node: Node | undefined): string {
    if (isScalar(node) && typeof node.value === "string" && node.value !== "") return node.value;
    this.#fail(node, "the scenario has no name: a text that says what it shows");
    return "";
  }

  #version(node: Node | undefined): void {
    if (!(isScalar(node) && node.value === 1)) this.#fail(node, "only scenarios of version: 1 are known");
  }

  #steps(node: Node | undefined): Step[] {
    if (!isSeq(node)) {
      this.#fail(node, "the scenario has no list of steps");
      return [];
    }
    return node.items.flatMap((item, index) => {
      const target = isAlias(item) ? item.resolve(this.#document) : item;
      const step = isNode(target) ? this.#step(target, index + 1) : undefined;
      return step ? [step] : [];
    });
  }

  #step(node: Node, number: number): Step | undefined {
    const fail = (message: string) => this.#fail(node, `step ${number}: ${message}`);
    if (!isMap(node))
      return fail(`a step is an action with its value; known: ${[...stepKinds.keys()].join(", ")}`);
    let content: Record<string, unknown>;
    try {
      content = node.toJS(this.#document);
    } catch (error) {
      // Aliases of aliases that would fill the memory.
      return fail((error as Error).message);
    }
    const { name, ...actions } = content;
    const [first, second] = Object.keys(actions);
    if (first === undefined) return fail("there is no action");
    if (second !== undefined)
      return fail(`${first} and ${second} are two actions: Wokwi would do only one; write two steps`);
    const kind = stepKinds.get(first);
    if (!kind) return fail(`there is no action ${first}; ${suggest(first, stepKinds.keys())}`);
    const value = v.safeParse(kind.schema, actions[first]);
    if (!value.success) {
      for (const { message } of value.issues) fail(`${first}: ${message}`);
      return undefined;
    }
    return {
      number,
      line: this.#place(node).line,
      name: name === undefined || name === null ? undefined : String(name),
      text: `${first} ${kind.describe(value.output)}`,
      run: async (bench) => kind.run(value.output, bench),
    };
  }

  #place(at: Node | number | null | undefined): { line: number; column: number } {
    const offset = typeof at === "number" ? at : (at?.range?.[0] ?? 0);
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #fail(at: Node | number | null | undefined, message: string): undefined {
    this.#problems.push({ file: this.#file, ...this.#place(at), message });
  }

  #throwProblems(): void {
    if (this.#problems.length > 0) throw this.#error();
  }

  #error(): ScenarioError {
    return new ScenarioError(this.#problems);
  }
}
