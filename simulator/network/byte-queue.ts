/** Bytes in order, put in and taken out in pieces of any size. */
export class ByteQueue {
  #chunks: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a copy: the caller may use its buffer again. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#chunks.push(new Uint8Array(bytes));
    this.#length += bytes.length;
  }

  /** Takes the first `count` bytes, or all there are if fewer. */
  take(count: number = this.#length): Uint8Array {
    const first = this.#chunks[0];
    if (first !== undefined && first.length === Math.min(count, this.#length)) {
      this.#chunks.shift();
      this.#length -= first.length;
      return first;
    }
    const taken = new Uint8Array(Math.min(count, this.#length));
    let filled = 0;
    let whole = 0;
    while (filled < taken.length) {
      const chunk = this.#chunks[whole]!;
      const part = chunk.subarray(0, taken.length - filled);
      taken.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) whole++;
      else this.#chunks[whole] = chunk.subarray(part.length);
    }
    this.#chunks.splice(0, whole);
    this.#length -= filled;
    return taken;
  }

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }
}
