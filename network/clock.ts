/**
 * The node's clock: set by SNTP when there is a network, and again every few hours. Until then Date counts
 * from 1970, so a date before `Epoch` is the time since the start.
 */
import SNTP from "sntp";
import Time from "time";
import Timer from "timer";
import { Epoch } from "./time-stamp";

const Again = 6 * 3600 * 1000;
const AfterFailure = 60_000;

/** ms since 1970, or undefined while the clock is not set. */
export function dateOrUndefined(): number | undefined {
  const now = Date.now();
  return now >= Epoch ? now : undefined;
}

export interface ClockDelegate {
  /** The clock was set for the first time; it went forward by `offset` ms. */
  clockSet(offset: number): void;
}

export default class Clock {
  readonly #server: string;
  readonly #delegate: ClockDelegate;
  #timer: Timer | undefined;
  #asking = false;
  /** Ticks of the last question. */
  #asked = 0;

  /** @param server host name of the time server */
  constructor(server: string, delegate: ClockDelegate) {
    this.#server = server;
    this.#delegate = delegate;
  }

  /** There is a network: ask, unless an answer is under way or not due yet. */
  start(): void {
    if (!this.#timer && !this.#asking) this.ask();
  }

  /** Something is not valid at this date: the thing, or the date. Asks again, once a minute at most. */
  doubt(): void {
    if (!this.#timer || Time.delta(this.#asked) < AfterFailure) return;
    Timer.clear(this.#timer);
    this.#timer = undefined;
    this.ask();
  }

  private ask(): void {
    this.#asking = true;
    this.#asked = Time.ticks;
    new SNTP({ host: this.#server }, (message: number, value?: number) => {
      if (message === SNTP.retry) return;
      this.#asking = false;
      const failed = message !== SNTP.time || !value || value * 1000 < Epoch;
      if (!failed) this.set(value as number);
      this.#timer = Timer.set(
        () => {
          this.#timer = undefined;
          this.ask();
        },
        failed ? AfterFailure : Again,
      );
    });
  }

  private set(seconds: number): void {
    const first = dateOrUndefined() === undefined;
    const before = Date.now();
    Time.set(seconds);
    if (first) this.#delegate.clockSet(Date.now() - before);
  }
}
