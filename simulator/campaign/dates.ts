/**
 * The firmware's dates, seen from outside. Until its clock is set the firmware counts from its start; what it
 * stamped before, it dates when the clock is set (network/time-stamp.ts), unless it has restarted since.
 */
import type { Home } from "../home/home.ts";

/** 2024-01-01 in milliseconds: no clock that was set is before it. */
const epoch = 1_704_067_200_000;

export interface Stamp {
  /** Milliseconds of the firmware's clock, since 1970 or since its start. */
  date: number;
  readonly boot: number;
}

export const isDated = ({ date }: Stamp): boolean => date >= epoch;

export class Dates {
  readonly #home: Home;
  #offset: number;

  constructor(home: Home) {
    this.#home = home;
    this.#offset = this.#now - home.world.now;
  }

  get #now(): number {
    return this.#home.board.clock;
  }

  /** @param boot counts the starts of the firmware @param later microseconds from now */
  stamp(boot: number, later = 0): Stamp {
    return { date: Math.floor((this.#now + later) / 1000), boot };
  }

  /**
   * Dates stamps of this boot if the clock was set for the first time since the last call.
   * @returns milliseconds by which the clock was set
   */
  update(boot: number, stamps: Iterable<Stamp>): number {
    const offset = this.#now - this.#home.world.now;
    const step = (offset - this.#offset) / 1000;
    if (step === 0) return 0;
    this.#offset = offset;
    for (const stamp of stamps)
      if (stamp.boot === boot && !isDated(stamp) && stamp.date + step >= epoch) stamp.date += step;
    return step;
  }
}

/** Whole seconds of an ISO date in a message. @returns undefined for none */
export function secondsOf(time: unknown): number | undefined {
  const milliseconds = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}
