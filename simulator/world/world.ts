import type { Random } from "./random.ts";

/** An action waiting for its time. */
export interface Scheduled {
  /** When the action is due, in microseconds since power-up. */
  readonly at: number;
  /** Takes the action off the queue; once it has run or was cancelled, nothing happens. */
  cancel(): void;
}

/**
 * What the simulated parts know of the outside: a clock, a queue of events and a source of chance.
 *
 * All times are microseconds since power-up. `now` never goes backwards, and never passes an event
 * that has not run yet.
 */
export interface World {
  /** The current time; while an event runs, exactly the time it was due. */
  readonly now: number;
  /** The root of all chance in this world; parts take a `fork` of their own. */
  readonly random: Random;
  /**
   * Runs `action` at `at`; a time in the past is treated as now. Actions due at the same time run in the
   * order they were scheduled. A closed world schedules nothing.
   * @throws RangeError if `at` is not a finite number.
   */
  schedule(at: number, action: () => void): Scheduled;
  /** Drops all events and stops the clock's timer. */
  close(): void;
}
