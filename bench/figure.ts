/** One figure of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Measured on the PC's clock, so another on every PC; all others are the same everywhere. */
  readonly wall?: boolean;
  /** How it was taken. */
  readonly note: string;
}

/** What is shared by figures that are taken together. */
export interface Group {
  readonly title: string;
  measure(): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that at least this part of all values does not exceed; the middle of two for a half. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = part * sorted.length;
  const upper = sorted[Math.min(Math.ceil(at), sorted.length) - 1]!;
  return part === 0.5 && Number.isInteger(at) ? (upper + sorted[at]!) / 2 : upper;
}
