/** Worker processes, each with one task at a time. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Result } from "../../simulator/campaign/result.ts";
import type { Answer, Setting, Task } from "./messages.ts";

interface Waiting {
  readonly task: Task;
  resolve(result: Result): void;
  reject(error: Error): void;
}

export class Pool {
  readonly #idle: ChildProcess[] = [];
  readonly #workers = new Set<ChildProcess>();
  readonly #waiting: Waiting[] = [];
  readonly #setting: Setting;
  #closed = false;

  constructor(setting: Setting, jobs: number) {
    this.#setting = setting;
    for (let job = 0; job < jobs; job++) this.#idle.push(this.#hire());
  }

  /** @throws Error when the worker ended, or the plan cannot be run; never resolves after `close` */
  run(task: Task): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject });
      this.#next();
    });
  }

  /** Ends all workers, in the midst of what they do. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    for (const worker of this.#workers) worker.kill("SIGKILL");
  }

  #hire(): ChildProcess {
    const worker = fork(join(import.meta.dirname, "worker.ts"), [JSON.stringify(this.#setting)], {
      execArgv: ["--import", "tsx"],
      serialization: "advanced",
    });
    this.#workers.add(worker);
    worker.on("exit", () => this.#workers.delete(worker));
    return worker;
  }

  #next(): void {
    while (!this.#closed && this.#idle.length > 0 && this.#waiting.length > 0)
      this.#give(this.#idle.pop()!, this.#waiting.shift()!);
  }

  #give(worker: ChildProcess, { task, resolve, reject }: Waiting): void {
    const onExit = (code: number | null, signal: string | null) => {
      if (this.#closed) return;
      this.#idle.push(this.#hire());
      this.#next();
      reject(new Error(`the worker of seed ${task.plan.seed} ended with ${code ?? signal}`));
    };
    worker.once("exit", onExit);
    worker.once("message", (answer: Answer) => {
      worker.off("exit", onExit);
      if (this.#closed) return;
      this.#idle.push(worker);
      this.#next();
      if ("result" in answer) resolve(answer.result);
      else reject(new Error(answer.error));
    });
    worker.send(task);
  }
}
