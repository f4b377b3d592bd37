/** A line that is written over, on a terminal; elsewhere only what is said to stay. */
import type { WriteStream } from "node:tty";

const startOfLine = "\r\x1b[2K";

export class StatusLine {
  readonly #stream: Pick<WriteStream, "write" | "isTTY"> & { columns?: number };

  constructor(stream: Pick<WriteStream, "write" | "isTTY"> & { columns?: number }) {
    this.#stream = stream;
  }

  show(text: string): void {
    const { isTTY, columns = 80 } = this.#stream;
    if (isTTY) this.#stream.write(`${startOfLine}${text.slice(0, columns - 1)}`);
  }

  /** A line of its own. */
  say(text: string): void {
    this.clear();
    this.#stream.write(`${text}\n`);
  }

  clear(): void {
    if (this.#stream.isTTY) this.#stream.write(startOfLine);
  }
}
