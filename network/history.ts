/**
 * Readings that could not be sent, with their time: a ring of fixed size, where the newest replace the oldest.
 * Eight bytes a reading.
 */
import { dated } from "./time-stamp";

export interface PastReading {
  temperature: number;
  humidity: number;
  /** Milliseconds since 1970, or since the start while the clock is not set. */
  at: number;
}

export default class History {
  /** Readings that were replaced before they could be sent. */
  dropped = 0;
  readonly #values: Int16Array;
  readonly #seconds: Uint32Array;
  #first = 0;
  #count = 0;

  constructor(capacity: number) {
    this.#values = new Int16Array(capacity * 2);
    this.#seconds = new Uint32Array(capacity);
  }

  get length(): number {
    return this.#count;
  }

  add(temperature: number, humidity: number, at: number): void {
    const capacity = this.#seconds.length;
    if (capacity === 0) {
      this.dropped++;
      return;
    }
    if (this.#count === capacity) {
      this.#first = (this.#first + 1) % capacity;
      this.#count--;
      this.dropped++;
    }
    const index = (this.#first + this.#count++) % capacity;
    this.#values[index * 2] = Math.round(temperature * 10);
    this.#values[index * 2 + 1] = Math.round(humidity * 10);
    this.#seconds[index] = at / 1000;
  }

  /** The oldest reading, or undefined; it stays until `removeFirst`. */
  first(): PastReading | undefined {
    if (this.#count === 0) return undefined;
    const index = this.#first;
    return {
      temperature: (this.#values[index * 2] as number) / 10,
      humidity: (this.#values[index * 2 + 1] as number) / 10,
      at: (this.#seconds[index] as number) * 1000,
    };
  }

  removeFirst(): void {
    if (this.#count === 0) return;
    this.#first = (this.#first + 1) % this.#seconds.length;
    this.#count--;
  }

  /** The clock was set for the first time, and went forward by `offset` ms. */
  date(offset: number): void {
    for (let i = 0; i < this.#count; i++) {
      const index = (this.#first + i) % this.#seconds.length;
      this.#seconds[index] = dated((this.#seconds[index] as number) * 1000, offset) / 1000;
    }
  }
}
