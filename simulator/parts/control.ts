import { parseNumber } from "./attribute.ts";
import type { Control } from "./part.ts";

/** Where a control stands, for messages. */
export interface ControlName {
  readonly part: string;
  readonly control: string;
}

/** A number within bounds, in steps; it may be set from a decimal text, as a scenario may write it. */
export function numberControl(
  name: ControlName,
  range: { readonly min: number; readonly max: number; readonly decimals: number },
  access: { get(): number; set(value: number): void },
): Control {
  return {
    get: () => access.get(),
    set(value) {
      const number = typeof value === "number" ? value : parseNumber(value);
      if (number === undefined || !(number >= range.min && number <= range.max)) {
        throw refusal(name, value, `a number from ${range.min} to ${range.max}`);
      }
      access.set(roundTo(number, range.decimals));
    },
  };
}

/** One of some words. */
export function choiceControl<Word extends string>(
  name: ControlName,
  words: readonly Word[],
  access: { get(): Word; set(value: Word): void },
): Control {
  return {
    get: () => access.get(),
    set(value) {
      const word = words.find((each) => each === value);
      if (word === undefined) throw refusal(name, value, `one of ${words.join(", ")}`);
      access.set(word);
    },
  };
}

/** Rounds to some decimals, halves away from zero; never gives -0. */
export function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const rounded = (Math.sign(value) * Math.round(Math.abs(value) * scale)) / scale;
  return rounded === 0 ? 0 : rounded;
}

function refusal({ part, control }: ControlName, value: number | string, expected: string): RangeError {
  return new RangeError(`part "${part}": ${control} cannot be ${JSON.stringify(value)}, it is ${expected}`);
}
