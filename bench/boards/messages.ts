/** What the bench and its workers say to each other. */

/** What a worker starts with. */
export interface Setting {
  /** The engine's addon. */
  readonly engine: string;
  readonly host: string;
  readonly port: number;
  /** The numbers of its boards. */
  readonly boards: readonly number[];
  /** Milliseconds from one board's power-up to the next, and before the first. */
  readonly gap: number;
  readonly delay: number;
}

export type Order =
  /** Measure from now on; each board's button is pressed twice within so many seconds. */
  | { readonly order: "measure"; readonly seconds: number }
  /** Measure no longer; answer with a report when all presses are acknowledged, or time is up; stand still then. */
  | { readonly order: "stop" };

export type Answer =
  /** How many boards have been connected. */
  | { readonly answer: "connected"; readonly boards: number }
  | { readonly answer: "report"; readonly report: Report }
  | { readonly answer: "error"; readonly error: string };

/** What one board did since its power-up, as it says itself. */
export interface Deeds {
  readonly board: number;
  /** Readings that it took, and those that failed. */
  readings: number;
  failed: number;
  presses: number;
  /** Changes of the alarm that the broker has acknowledged. */
  acknowledged: number;
  connections: number;
  restarts: number;
}

export interface Report {
  readonly deeds: readonly Deeds[];
  /** From when a turn of the firmware was due to when it was done, in milliseconds, for each that was measured. */
  readonly lateness: readonly number[];
  /** Of the processor, in seconds, while it was measured. */
  readonly processor: number;
  /** Resident memory that the boards take, in bytes. */
  readonly memory: number;
}
