/** Exponential back-off with jitter, between bounds. */
export default class Backoff {
  readonly #least: number;
  readonly #most: number;
  #next: number;

  /** @param least first and shortest wait, in ms @param most longest wait, in ms */
  constructor(least: number, most: number) {
    this.#least = least;
    this.#most = most;
    this.#next = least;
  }

  /**
   * The next wait in ms: a random part of up to a half is taken away, so that many nodes do not come at once.
   * @param atLeast a longer least wait, for this time
   */
  next(atLeast = this.#least): number {
    const wait = Math.max(this.#next, atLeast);
    this.#next = Math.min(wait * 2, this.#most);
    return Math.max(atLeast, Math.round(wait * (1 - Math.random() / 2)));
  }

  reset(): void {
    this.#next = this.#least;
  }
}
