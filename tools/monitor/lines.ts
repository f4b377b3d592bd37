/** Makes lines of the bytes that a board sends: UTF-8, ended by LF or CR LF. */
import { StringDecoder } from "node:string_decoder";

export interface LineListener {
  /** @param at when its first byte came, in ms as the clock gives it */
  onLine(line: string, at: number): void;
  /** Hardly anything of the last bytes is text: the speed is wrong, most likely. Told once. */
  onGarbage(): void;
}

/** In characters; a longer line is broken. */
const mostLine = 4096;
/** Of so many characters at a time, more than a quarter not being text is garbage. */
const window = 256;
const garbageShare = 4;

export class Lines {
  readonly #listener: LineListener;
  readonly #now: () => number;
  readonly #decoder = new StringDecoder("utf8");
  #line = "";
  #began = 0;
  #seen = 0;
  #odd = 0;
  #told = false;

  constructor(listener: LineListener, now: () => number = Date.now) {
    this.#listener = listener;
    this.#now = now;
  }

  receive(bytes: Uint8Array): void {
    for (const character of this.#decoder.write(Buffer.from(bytes))) {
      if (this.#line === "") this.#began = this.#now();
      this.#judge(character);
      if (character === "\n") this.flush(true);
      else if (character !== "\r") this.#line += character;
      if (this.#line.length >= mostLine) this.flush();
    }
  }

  /** What there is of a line becomes one: the board was unplugged, or has long said nothing more. */
  flush(empty = false): void {
    const line = this.#line;
    this.#line = "";
    if (line !== "" || empty) this.#listener.onLine(line, this.#began);
  }

  #judge(character: string): void {
    this.#seen++;
    if (character === "\ufffd" || (character < " " && !"\r\n\t\x1b".includes(character))) this.#odd++;
    if (this.#seen < window) return;
    if (this.#odd * garbageShare > this.#seen && !this.#told) {
      this.#told = true;
      this.#listener.onGarbage();
    }
    this.#seen = this.#odd = 0;
  }
}
