/** What a kind of step is: how its value is checked, told and carried out. */
import * as v from "valibot";
import type { Simulation } from "../simulation/simulation.ts";

/** What a step works with. */
export interface Bench {
  readonly simulation: Simulation;
  /** The folder of the scenario's file: screenshots are relative to it. */
  readonly folder: string;
  /**
   * Lets time pass until the pause that `arm` prepares has come.
   * @param arm is given what to call in that pause; returns how to call it off
   */
  wait(arm: (hit: () => void) => () => void): Promise<void>;
}

export interface StepKind<Params = unknown> {
  readonly schema: v.GenericSchema<unknown, Params>;
  /** What the step does, for the report: `btn pressed = 1`. */
  describe(params: Params): string;
  /** @throws StepFailure, or RangeError where the board has no such part, pin or control */
  run(params: Params, bench: Bench): Promise<void> | void;
}

/** Keeps a kind's own type of parameters out of the table of all kinds. */
export const stepKind = <Params>(kind: StepKind<Params>): StepKind => kind as StepKind;

/** What a step expected did not come true. */
export class StepFailure extends Error {}

/** A part's id. */
export const partId = v.pipe(v.string("part-id is text"), v.nonEmpty("part-id is empty"));

/** An object with these entries and no others; a slip of the pen is told. */
export const parameters = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.strictObject(entries, ({ expected, path }) => {
    const known = Object.keys(entries).join(", ");
    if (!path) return `the value must have the parameters ${known}`;
    const name = path[0].key;
    return expected === "never" ? `there is no parameter ${name}; known: ${known}` : `${name} is missing`;
  });

const unit = { ns: 1e-3, us: 1, ms: 1e3, s: 1e6 } as const;
const pattern = /^(\d+(?:\.\d*)?)\s*(ns|us|ms|s)$|^0(?:\.?0*)$/i;

/** `200ms`: a number with the unit ns, us, ms or s, or 0. @returns microseconds; undefined if it is no time */
export function parseTime(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (!match) return undefined;
  return match[1] === undefined ? 0 : Number(match[1]) * unit[match[2]!.toLowerCase() as keyof typeof unit];
}

const timeExample = "a time is a number with ns, us, ms or s, as in 200ms";

/** A time in microseconds, written as text with its unit. */
export const time = v.pipe(
  v.string((issue) => `${issue.input} has no unit: ${timeExample}`),
  v.check((text) => parseTime(text) !== undefined, timeExample),
  v.transform((text) => parseTime(text)!),
);
