/** The serial monitor: a connection that comes back, lines with time stamps, restarts explained, a log. */
import { appendFileSync } from "node:fs";
import type { ConnectionSource } from "../serial/connection.ts";
import { SteadyLink } from "../serial/steady-link.ts";
import { ToolchainError } from "../toolchain/problem.ts";
import { Lines } from "./lines.ts";
import { explainRestart } from "./restarts.ts";
import type { Screen } from "./screen.ts";

/** A line that nothing ended is shown after so long, in ms. */
const unfinished = 500;

export interface MonitorOptions {
  readonly source: ConnectionSource;
  readonly screen: Pick<Screen, "show" | "note">;
  /** All that the board says is appended to it; what is typed is not: there may be passwords in it. */
  readonly log?: string | undefined;
}

/** Colours and cursor movements of ESP-IDF's log and of the ROM. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken away
const escapes = /\x1b\[[\d;?]*[A-Za-z]/g;

export class Monitor {
  readonly #options: MonitorOptions;
  readonly #link: SteadyLink;
  readonly #lines: Lines;
  #log: string | undefined;
  #waiting: NodeJS.Timeout | undefined;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#log = options.log;
    const { source, screen } = options;
    this.#lines = new Lines({
      onLine: (line, at) => this.#line(line.replace(escapes, ""), at),
      onGarbage: () =>
        screen.note("this is no text: is the speed right? A release build speaks at 115200 baud"),
    });
    this.#link = new SteadyLink(source, {
      onData: (bytes) => {
        this.#lines.receive(bytes);
        clearTimeout(this.#waiting);
        this.#waiting = setTimeout(() => this.#lines.flush(), unfinished);
      },
      onLost: () => {
        this.#lines.flush();
        screen.note(`${source.name} is gone; waiting for it to come back`);
      },
      onBack: () => screen.note(`${source.name} is back`),
    });
  }

  /** @throws ToolchainError when the board cannot be reached, or the log not written */
  async open(restart: boolean): Promise<void> {
    try {
      if (this.#log !== undefined) appendFileSync(this.#log, "");
    } catch (error) {
      throw new ToolchainError(`the log cannot be written: ${(error as Error).message}`);
    }
    await this.#link.open();
    if (restart) await this.#link.restart();
  }

  /** What the user typed, as a line. */
  send(line: string): void {
    if (!this.#link.write(Buffer.from(`${line}\r\n`)))
      this.#options.screen.note("not sent: there is no connection");
  }

  async close(): Promise<void> {
    clearTimeout(this.#waiting);
    await this.#link.close();
    this.#lines.flush();
  }

  #line(line: string, at: number): void {
    this.#options.screen.show(line, at, explainRestart(line));
    if (this.#log === undefined) return;
    try {
      appendFileSync(this.#log, `${new Date(at).toISOString()} ${line}\n`);
    } catch (error) {
      this.#options.screen.note(`the log ends here: ${(error as Error).message}`);
      this.#log = undefined;
    }
  }
}
