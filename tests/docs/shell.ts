/** Runs a document's blocks as a reader would: in terminals, in a project of its own. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runningNodes } from "../../tools/lib/running.ts";
import type { Block, Step } from "./document.ts";
import { difference } from "./output.ts";

/** A command that says nothing more for so long has failed, in ms. */
const patience = 60_000;

const npm = /\bnpm (?:run (?:-s )?)?([\w:]+)(?: --(?= |$))?/;

/** `npm run NAME -- ARGUMENTS` as the script itself. */
function withoutNpm(command: string, scripts: Readonly<Record<string, string>>): string {
  return command.replace(npm, (all, name: string) => scripts[name] ?? all);
}

class Run {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number>;
  readonly #waiting = new Set<() => void>();
  exitCode: number | undefined;
  /** Lines that no block has shown yet. */
  #text = "";

  constructor(command: string, folder: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn("bash", ["-c", `exec 2>&1; ${command}`], {
      cwd: folder,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const wake = () => {
      for (const each of [...this.#waiting]) each();
    };
    this.#child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#text += text;
      wake();
    });
    this.#ended = new Promise((resolve) =>
      this.#child.on("close", (code) => {
        this.exitCode = code ?? 1;
        resolve(this.exitCode);
        wake();
      }),
    );
  }

  /** Resolves when it has printed what is shown. @param whole whether it must have ended, too */
  async shows({ output, line, command }: Step, whole: boolean): Promise<void> {
    const check = () => difference(output, this.#lines(), this.exitCode !== undefined);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
      const look = () => {
        if (this.exitCode === undefined && (whole || check())) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
    const found = check();
    const name = command ?? "what it prints next";
    assert.ok(
      !found,
      `line ${line}, ${name}:\n  shown:   ${found?.missing ?? "(nothing more)"}\n  printed: ${found?.unexpected ?? "(not that)"}\nall:\n${this.#text}`,
    );
    this.#text = "";
  }

  interrupt(signal: NodeJS.Signals = "SIGINT"): Promise<number> {
    if (this.exitCode === undefined) process.kill(-this.#child.pid!, signal);
    return this.#ended;
  }

  #lines(): string[] {
    const lines = this.#text.split("\n");
    // The last line may not be whole yet.
    if (this.exitCode === undefined || lines.at(-1) === "") lines.pop();
    return lines;
  }
}

export interface ShellOptions {
  /** For the own broker: 8883 may be taken by the reader's. */
  ownPort: number;
  /** Of package.json: run as npm would, without npm, which takes longer than what it runs. Undefined for npm. */
  scripts?: Readonly<Record<string, string>>;
}

export class Shell {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #terminals = new Map<string, Run>();
  readonly #files: string[] = [];
  readonly #options: ShellOptions;

  constructor(folder: string, env: NodeJS.ProcessEnv, options: ShellOptions) {
    this.#folder = folder;
    this.#env = env;
    this.#options = options;
  }

  async run(block: Block): Promise<void> {
    if (block.file !== undefined) {
      writeFileSync(join(this.#folder, block.file), block.text);
      this.#files.push(block.file);
    }
    if (block.terminal === undefined)
      for (const step of block.steps) await this.#command(step, block.exitCode);
    else for (const step of block.steps) await this.#terminal(block.terminal, step);
  }

  async #command(step: Step, exitCode: number): Promise<void> {
    const run = this.#start(step.command ?? "");
    await run.shows(step, true);
    assert.equal(run.exitCode, exitCode, `line ${step.line}, ${step.command}: its exit code`);
  }

  async #terminal(name: string, step: Step): Promise<void> {
    if (step.command !== undefined) {
      await this.#terminals.get(name)?.interrupt();
      this.#terminals.set(name, this.#start(step.command));
    }
    const run = this.#terminals.get(name);
    assert.ok(run, `line ${step.line}: nothing runs in terminal ${name}`);
    await run.shows(step, false);
    if (step.interrupted) await run.interrupt();
  }

  #start(command: string): Run {
    const { ownPort, scripts } = this.#options;
    const told = command
      .replace(/\b1883\b/g, () => String(this.#embeddedPort()))
      .replace(/\b8883\b/g, String(ownPort))
      .replace(/^npm run broker$/, `npm run broker -- --port ${ownPort}`);
    return new Run(scripts ? withoutNpm(told, scripts) : told, this.#folder, this.#env);
  }

  /** Of the broker that `npm start` opened: 1883 unless that was taken. */
  #embeddedPort(): number {
    return runningNodes(join(this.#folder, "build", "running"))[0]?.port ?? 1883;
  }

  /** Ends what runs, and removes the files. */
  async close(): Promise<void> {
    for (const run of this.#terminals.values()) {
      const timer = setTimeout(() => void run.interrupt("SIGKILL"), 10_000);
      await run.interrupt();
      clearTimeout(timer);
    }
    this.#terminals.clear();
    for (const file of this.#files.splice(0)) rmSync(join(this.#folder, file), { force: true });
  }
}
