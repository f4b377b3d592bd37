/** Looks for texts in what the serial port has said since the last match, as Wokwi's `wait-serial` does. */

/** What is kept of the output that nobody has asked for: the newest. */
const mostKept = 256 * 1024;

interface Wanted {
  readonly bytes: Buffer;
  found(): void;
}

export class SerialSearch {
  #output = Buffer.alloc(0);
  readonly #wanted = new Set<Wanted>();

  /** Bytes that are kept: said, and not matched yet. */
  get kept(): number {
    return this.#output.length;
  }

  /** Takes what the serial port says. */
  feed(bytes: Uint8Array): void {
    this.#output = Buffer.concat([this.#output, bytes]);
    this.#match();
    if (this.#output.length > mostKept) this.#output = this.#output.subarray(-mostKept);
  }

  /**
   * Calls `found` once, when these bytes have been said: at once, if they are in what has been said since
   * the last match. A match uses up all that was said before its end.
   * @returns how to give up
   */
  want(bytes: Uint8Array, found: () => void): () => void {
    const wanted = { bytes: Buffer.from(bytes), found };
    this.#wanted.add(wanted);
    this.#match();
    return () => this.#wanted.delete(wanted);
  }

  #match(): void {
    for (const wanted of [...this.#wanted]) {
      const at = this.#output.indexOf(wanted.bytes);
      if (at === -1) continue;
      this.#wanted.delete(wanted);
      this.#output = this.#output.subarray(at + wanted.bytes.length);
      wanted.found();
    }
  }
}
