/**
 * The exact figures as they were when somebody last looked at them (baseline.json): the same on every PC, so that
 * a change that makes one worse is seen. Less is better for all of them.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Figure } from "./figure.ts";

/** Values by the figures' names. */
export type Baseline = Readonly<Record<string, number>>;

/** How much worse a figure may become, as a part of its baseline. */
const tolerance = 0.02;
const file = join(import.meta.dirname, "baseline.json");

export const readBaseline = (): Baseline => JSON.parse(readFileSync(file, "utf8")) as Baseline;

export const exact = (figures: readonly Figure[]): Figure[] => figures.filter(({ wall }) => !wall);

export function renewBaseline(figures: readonly Figure[]): void {
  const values = Object.fromEntries(exact(figures).map(({ name, value }) => [name, value]));
  writeFileSync(file, `${JSON.stringify(values, undefined, 2)}\n`);
}

/** @returns a sentence for each figure that is worse, or not in the baseline, or only there */
export function compare(figures: readonly Figure[], baseline: Baseline): string[] {
  const complaints: string[] = [];
  const measured = new Set<string>();
  for (const { name, value, unit } of exact(figures)) {
    measured.add(name);
    const before = baseline[name];
    if (before === undefined) complaints.push(`${name}: ${value} ${unit}, and no baseline`);
    else if (value > before * (1 + tolerance)) {
      const percent = before === 0 ? "" : ` (+${((100 * (value - before)) / before).toFixed(1)} %)`;
      complaints.push(`${name}: ${value} ${unit}, it was ${before}${percent}`);
    }
  }
  for (const name of Object.keys(baseline))
    if (!measured.has(name)) complaints.push(`${name}: in the baseline, and not measured`);
  return complaints;
}
