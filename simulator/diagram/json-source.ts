import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { LineIndex, type Problem } from "./problems.ts";

export type { Node } from "jsonc-parser";

/** Reads typed values out of a JSON text; what is wrong is noted with its place, not thrown. */
export class JsonSource {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];
  readonly file: string;
  /** The whole document; undefined if it is empty. */
  readonly root: Node | undefined;
  readonly #lines: LineIndex;

  /** Comments and trailing commas are not allowed: Wokwi's own tools do not read them. */
  constructor(source: string, file: string) {
    this.file = file;
    this.#lines = new LineIndex(source);
    const errors: ParseError[] = [];
    this.root = parseTree(source, errors, { disallowComments: true, allowTrailingComma: false });
    for (const [index, { error, offset }] of errors.entries()) {
      const sequel = index > 0 && errors[index - 1]!.offset === offset;
      if (!sequel) this.fail(offset, `this is not JSON: ${inWords(printParseErrorCode(error))}`);
    }
  }

  /** The problem with this message, at a value or an offset. */
  problem(at: Node | number, message: string): Problem {
    const offset = typeof at === "number" ? at : at.offset;
    return { file: this.file, ...this.#lines.place(offset), message };
  }

  fail(at: Node | number, message: string): void {
    this.problems.push(this.problem(at, message));
  }

  warn(at: Node | number, message: string): void {
    this.warnings.push(this.problem(at, message));
  }

  /** The value of a property, or undefined; null counts as absent. */
  property(object: Node, name: string): Node | undefined {
    const value = this.properties(object).find(([key]) => key.value === name)?.[1];
    return value?.type === "null" ? undefined : value;
  }

  /** The keys and values of an object. */
  properties(object: Node): [key: Node, value: Node][] {
    return (object.children ?? []).flatMap(({ children }) =>
      children?.[0] !== undefined && children[1] !== undefined ? [[children[0], children[1]]] : [],
    );
  }

  /** The text a value holds; `what` names it in the problem noted if it holds none. */
  text(node: Node, what: string): string | undefined {
    return this.#typed(node, "string", what) as string | undefined;
  }

  /** The number a value holds. */
  number(node: Node, what: string): number | undefined {
    return this.#typed(node, "number", what) as number | undefined;
  }

  /** The elements of an array. */
  elements(node: Node, what: string): readonly Node[] {
    return this.#is(node, "array", what) ? (node.children ?? []) : [];
  }

  /** Whether a value is an object; a problem is noted if not. */
  isObject(node: Node, what: string): boolean {
    return this.#is(node, "object", what);
  }

  #typed(node: Node, type: "string" | "number", what: string): unknown {
    return this.#is(node, type, what) ? node.value : undefined;
  }

  #is(node: Node, type: Node["type"], what: string): boolean {
    if (node.type === type) return true;
    this.fail(node, `${what} must be ${ARTICLES[type]} ${type}, not ${ARTICLES[node.type]} ${node.type}`);
    return false;
  }
}

const ARTICLES: Readonly<Record<Node["type"], string>> = {
  string: "a",
  number: "a",
  boolean: "a",
  property: "a",
  null: "a",
  array: "an",
  object: "an",
};

/** "CommaExpected" becomes "comma expected". */
function inWords(code: string): string {
  return code.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}
