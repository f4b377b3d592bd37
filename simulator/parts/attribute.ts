/** What a diagram may give for an attribute of a part; Wokwi writes all values as text. */
export interface Attribute {
  /** Completes "must be ...". */
  readonly expected: string;
  accepts(value: string): boolean;
}

/** Any text. */
export const text: Attribute = { expected: "text", accepts: () => true };

/** A decimal number within bounds, both included. */
export function numberFrom(min: number, max: number): Attribute {
  return {
    expected: `a number from ${min} to ${max}`,
    accepts(value) {
      const number = parseNumber(value);
      return number !== undefined && number >= min && number <= max;
    },
  };
}

/** One of some words. */
export function oneOf(...words: readonly string[]): Attribute {
  return {
    expected: `one of ${words.map((word) => `"${word}"`).join(", ")}`,
    accepts: (value) => words.includes(value),
  };
}

/** The number a text stands for; undefined if it is none. */
export function parseNumber(value: string): number | undefined {
  if (value.trim() === "") return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}
