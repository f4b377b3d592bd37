/** Runs the SDK's mcconfig: all it prints goes to a log, its steps to whoever shows progress. */
import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

export interface McconfigRun {
  readonly program: string;
  readonly options: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
  /** Each line, as mcconfig or what it calls prints it. */
  onLine(line: string): void;
}

/** In a group of its own, so that make and the compilers end with it. */
export class Mcconfig {
  readonly #child: ChildProcess;
  /** The exit code; -1 when it was killed or could not be started. */
  readonly done: Promise<number>;

  constructor({ program, options, cwd, env, log, onLine }: McconfigRun) {
    const file = createWriteStream(log);
    const child = spawn(program, options, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    const take = (line: string) => {
      file.write(`${line}\n`);
      onLine(line);
    };
    createInterface({ input: child.stdout }).on("line", take);
    createInterface({ input: child.stderr }).on("line", take);
    this.done = new Promise((resolve) => {
      child.once("error", (error) => {
        take(error.message);
        file.end(() => resolve(-1));
      });
      child.once("close", (code) => file.end(() => resolve(code ?? -1)));
    });
  }

  kill(): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      process.kill(-pid, "SIGTERM");
    } catch {}
  }
}
