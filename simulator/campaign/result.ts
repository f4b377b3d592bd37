/** What is left of a run. */
import type { Plan } from "./plan.ts";

export interface Violation {
  readonly rule: string;
  /** Seconds since power-up. */
  readonly at: number;
  readonly message: string;
  /** What happened just before, as lines of the trace. */
  readonly before: readonly string[];
}

/** How things stood at a time, for the plots. Counts are since power-up. */
export interface Sample {
  /** Seconds since power-up. */
  readonly at: number;
  /** Changes of the alarm, those that the broker has acknowledged, and those that wait. */
  readonly changes: number;
  readonly acknowledged: number;
  readonly waiting: number;
  readonly connections: number;
  /** Of the firmware, garbage collected; undefined while it does not run. */
  readonly slots: number | undefined;
  readonly chunkBytes: number | undefined;
}

export interface Result {
  readonly plan: Plan;
  readonly violations: readonly Violation[];
  readonly samples: readonly Sample[];
  readonly presses: number;
  readonly readings: number;
  readonly boots: number;
  readonly deaths: readonly string[];
  /** Computrons in all, and of the longest turn but the first. */
  readonly computrons: number;
  readonly longestTurn: number;
  /** Hash over all that happened. */
  readonly trace: string;
  /** Seconds of the PC's time. */
  readonly seconds: number;
}
