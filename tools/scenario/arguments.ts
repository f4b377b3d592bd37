/** What `npm run scenario` and `npm run wokwi` have in common on their command line. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { parseTime } from "../../simulator/scenario/step.ts";

/** Where the project's own scenarios are. */
export const scenarioFolder = "wokwi";

/** The scenarios that are named, or all of the project's. */
export function scenarioFiles(named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  const names = readdirSync(scenarioFolder).filter((name) => name.endsWith(".test.yaml"));
  return names.sort().map((name) => join(scenarioFolder, name));
}

/** As wokwi-cli has it, a plain number is in milliseconds. @returns microseconds */
export function simulatedTime(text: string): number {
  const time = /^\d+$/.test(text) ? Number(text) * 1000 : parseTime(text);
  if (time === undefined)
    throw new InvalidArgumentError("A time is in milliseconds, or as in 30s; 0 is none.");
  return time;
}
