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

export interface ClockOptions {
  /** Host name of the time server. */
  server: string;
  /** The clock was set for the first time; it went forward by `offset` ms. */
  onSet(offset: number): void;
}

export default class Clock {
  readonly #options: ClockOptions;
  #timer: Timer | undefined;
  #asking = false;

  constructor(options: ClockOptions) {
    this.#options = options;
  }

  get isSet(): boolean {
    return Date.now() >= Epoch;
  }

  /** There is a network: ask, unless an answer is under way or not due yet. */
  start(): void {
    if (!this.#timer && !this.#asking) this.#ask();
  }

  #ask(): void {
    this.#asking = true;
    new SNTP({ host: this.#options.server }, (message: number, value?: number) => {
      if (message === SNTP.retry) return;
      this.#asking = false;
      const failed = message !== SNTP.time || !value || value * 1000 < Epoch;
      if (!failed) this.#set(value as number);
      this.#timer = Timer.set(
        () => {
          this.#timer = undefined;
          this.#ask();
        },
        failed ? AfterFailure : Again,
      );
    });
  }

  #set(seconds: number): void {
    const first = !this.isSet;
    const before = Date.now();
    Time.set(seconds);
    if (first) this.#options.onSet(Date.now() - before);
  }
}
