/**
 * What the user sees and types. On a terminal there is a line at the bottom to type in, with the shell's editing
 * keys and history, and the board's lines go above it; elsewhere lines go out as they come, and standard input
 * is sent to the board.
 */
import { createInterface, type Interface } from "node:readline";
import pc from "picocolors";

export interface ScreenOptions {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  readonly colours: boolean;
  readonly timeStamps: boolean;
  /** A line for the board, without its end. */
  onTyped(line: string): void;
  onLeave(): void;
}

const restLine = "\r\x1b[0J";
/** Ctrl-], as in telnet and ESP-IDF's monitor. */
const leaveKey = "\x1d";

/** `12:34:56.789`, local time. */
export function clockTime(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(":");
  return `${clock}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

export class Screen {
  readonly #options: ScreenOptions;
  readonly #colour: ReturnType<typeof pc.createColors>;
  readonly #interactive: boolean;
  #typing: Interface | undefined;
  #closed = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    this.#colour = pc.createColors(options.colours);
    this.#interactive = options.input.isTTY === true && options.output.isTTY === true;
  }

  /** Takes what is typed from now on. */
  listen(): void {
    const { input, output, onTyped, onLeave } = this.#options;
    const typing = createInterface({
      input,
      ...(this.#interactive && { output, prompt: "> ", historySize: 100 }),
      terminal: this.#interactive,
    });
    this.#typing = typing;
    typing.on("line", onTyped);
    if (!this.#interactive) return;
    typing.on("SIGINT", onLeave);
    typing.on("close", onLeave);
    input.on("keypress", (_, key: { sequence?: string } | undefined) => {
      if (key?.sequence === leaveKey) onLeave();
    });
    typing.prompt();
  }

  /** A line of the board, with what it means for people. */
  show(line: string, at: number, explanation: string | undefined): void {
    const stamp = this.#options.timeStamps ? `${this.#colour.dim(clockTime(at))} ` : "";
    this.#print(`${stamp}${line}`);
    if (explanation) this.note(explanation);
  }

  /** A line of the monitor's own. */
  note(text: string): void {
    this.#print(this.#colour.yellow(`--- ${text}`));
  }

  close(): void {
    this.#closed = true;
    if (this.#interactive) this.#options.output.write(restLine);
    this.#typing?.close();
  }

  #print(text: string): void {
    if (this.#closed) return;
    const prompting = this.#interactive && this.#typing !== undefined;
    this.#options.output.write(`${prompting ? restLine : ""}${text}\n`);
    if (prompting) this.#typing?.prompt(true);
  }
}
