import { performance } from "node:perf_hooks";

/** What the wall-clock world needs of the computer: the time, and to be woken. */
export interface WallClock {
  /** A monotonic time in microseconds, from any origin. */
  now(): number;
  /** Calls `action` once after `delay` microseconds, or a little sooner or later; returns how to call it off. */
  wake(delay: number, action: () => void): () => void;
}

/** Node's timers take at most 2^31 - 1 ms; a longer wait is woken early and asks again. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** This computer's monotonic clock and timers. */
export const systemClock: WallClock = {
  now: () => performance.now() * 1000,
  wake(delay, action) {
    const timer = setTimeout(action, Math.min(Math.ceil(delay / 1000), LONGEST_TIMEOUT));
    return () => clearTimeout(timer);
  },
};
