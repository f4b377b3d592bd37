/** The processes that the boards run in. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import type { Answer, Order, Report, Setting } from "./messages.ts";

interface Worker {
  readonly child: ChildProcess;
  connected: number;
  report?: Report;
}

export class Workers {
  readonly #workers: readonly Worker[];
  readonly #failed: Promise<never>;
  #fail: (error: Error) => void = () => {};
  #changed: () => void = () => {};
  #closed = false;

  constructor(settings: readonly Setting[]) {
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    // Who waits is told; when nobody does, the next who waits.
    this.#failed.catch(() => {});
    this.#workers = settings.map((setting) => this.#hire(setting));
  }

  /** How many boards are connected, or were. */
  get connected(): number {
    return this.#workers.reduce((sum, { connected }) => sum + connected, 0);
  }

  /** @throws Error when they are not within so many seconds, or when a worker ends */
  async allConnected(boards: number, seconds: number): Promise<void> {
    await this.#until(
      () => this.connected === boards,
      seconds,
      () => `only ${this.connected} of ${boards} boards were connected after ${seconds} s`,
    );
  }

  measure(seconds: number): void {
    this.#order({ order: "measure", seconds });
  }

  /** Resolves after so many seconds. @throws Error when a worker ends */
  async pass(seconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, seconds * 1000);
    });
    await Promise.race([passed, this.#failed]).finally(() => clearTimeout(timer));
  }

  /** @throws Error when a worker ends, or says nothing for a minute */
  async stop(): Promise<Report[]> {
    this.#order({ order: "stop" });
    await this.#until(
      () => this.#workers.every(({ report }) => report),
      60,
      () => "a worker does not answer",
    );
    return this.#workers.map(({ report }) => report!);
  }

  /** Ends all of them at once. */
  close(): void {
    this.#closed = true;
    for (const { child } of this.#workers) child.kill("SIGKILL");
  }

  #hire(setting: Setting): Worker {
    const child = fork(join(import.meta.dirname, "worker.ts"), [JSON.stringify(setting)], {
      execArgv: ["--import", "tsx", "--expose-gc"],
      serialization: "advanced",
    });
    const worker: Worker = { child, connected: 0 };
    child.on("message", (message: Answer) => {
      if (message.answer === "error") this.#fail(new Error(message.error));
      else if (message.answer === "connected") worker.connected = message.boards;
      else worker.report = message.report;
      this.#changed();
    });
    child.on("error", (error) => this.#fail(error));
    child.on("exit", (code, signal) => {
      if (!this.#closed) this.#fail(new Error(`a worker ended with ${code ?? signal}`));
    });
    return worker;
  }

  #order(order: Order): void {
    for (const { child } of this.#workers) child.send(order);
  }

  async #until(done: () => boolean, seconds: number, complaint: () => string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const reached = new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(complaint())), seconds * 1000);
      this.#changed = () => {
        if (done()) resolve();
      };
      this.#changed();
    });
    await Promise.race([reached, this.#failed]).finally(() => {
      clearTimeout(timer);
      this.#changed = () => {};
    });
  }
}
