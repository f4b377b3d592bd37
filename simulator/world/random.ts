const WORD = 2 ** 32;
/** Rounds thrown away after seeding, so that similar seeds give unlike streams. */
const WARM_UP = 15;

/**
 * Chance from a seed: the same seed gives the same stream, on every machine.
 *
 * The generator is Chris Doty-Humphrey's sfc32 (PractRand), 128 bits of state. Not for secrets.
 */
export class Random {
  /** What the stream was made from. */
  readonly seed: string;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** A number and its decimal text are the same seed. */
  constructor(seed: number | string) {
    this.seed = String(seed);
    this.#a = hash(this.seed, 0x9e3779b9);
    this.#b = hash(this.seed, 0x243f6a88);
    this.#c = hash(this.seed, 0xb7e15162);
    for (let round = 0; round < WARM_UP; round++) this.#word();
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    return this.#word() / WORD;
  }

  /**
   * A whole number from `min` to `max`, both included.
   * @throws RangeError if the bounds are not whole numbers in order, less than 2^32 apart.
   */
  integer(min: number, max: number): number {
    if (!Number.isSafeInteger(min) || !Number.isSafeInteger(max) || min > max || max - min >= WORD) {
      throw new RangeError(`no whole number can be drawn from ${min} to ${max}`);
    }
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** True with probability `p` (0 to 1). */
  chance(p: number): boolean {
    return this.next() < p;
  }

  /**
   * A stream of its own, made from this one's seed and `label`; drawing from either does not disturb the
   * other. The same label always gives the same stream.
   */
  fork(label: string): Random {
    return new Random(`${this.seed}/${label}`);
  }

  #word(): number {
    const word = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + word) | 0;
    return word >>> 0;
  }
}

/** FNV-1a over the text's UTF-16 units, finished with MurmurHash3's mixer; 32 bits. */
function hash(text: string, basis: number): number {
  let bits = basis;
  for (let index = 0; index < text.length; index++) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  }
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
