/** A file that is written in many small pieces. */
import { closeSync, openSync, writeSync } from "node:fs";

const blockSize = 64 * 1024;

export class TextFile {
  readonly #descriptor: number;
  #pending = "";

  private constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  /** @returns undefined for no name @throws Error naming the file and the cause */
  static open(name: string | undefined): TextFile | undefined {
    if (name === undefined) return undefined;
    try {
      return new TextFile(openSync(name, "w"));
    } catch (error) {
      throw new Error(`${name}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  write(text: string): void {
    this.#pending += text;
    if (this.#pending.length >= blockSize) this.#flush();
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #flush(): void {
    writeSync(this.#descriptor, this.#pending);
    this.#pending = "";
  }
}
