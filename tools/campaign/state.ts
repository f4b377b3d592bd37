/**
 * What a campaign has done so far, in a file that only grows: one JSON object a line, the first says which
 * campaign it is. A line that was cut off is as if that seed had not been run.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result, Sample } from "../../simulator/campaign/result.ts";

/** What makes two campaigns the same; with more seeds it is the same one, gone on with. */
export interface Campaign {
  readonly days: number;
  readonly from: number;
  readonly config: Readonly<Record<string, unknown>>;
  /** Hashes of firmware and engine. */
  readonly made: { readonly firmware: string; readonly engine: string };
}

export interface State {
  readonly results: Map<number, Result>;
  add(result: Result): void;
}

const hour = 3600;

/** A run in which all held keeps a sample an hour. */
function keptSamples({ violations, samples }: Result): readonly Sample[] {
  return violations.length > 0 ? samples : samples.filter(({ at }) => at % hour === 0);
}

function read(file: string, campaign: Campaign): Map<number, Result> {
  const [first, ...lines] = readFileSync(file, "utf8").split("\n");
  if (first !== JSON.stringify(campaign))
    throw new Error(
      `${file} is of another campaign (days, first seed, settings, firmware or engine differ): name another --report, or --restart`,
    );
  const results = new Map<number, Result>();
  for (const line of lines) {
    try {
      const result = JSON.parse(line) as Result;
      results.set(result.plan.seed, result);
    } catch {
      // Cut off as it was written: that seed is run again.
    }
  }
  return results;
}

/**
 * @param folder where the report goes
 * @param resume whether to go on with what is there
 * @param restart whether to throw away what is there
 * @throws Error saying what to do when there is something and neither was asked for
 */
export function openState(folder: string, campaign: Campaign, resume: boolean, restart: boolean): State {
  const file = join(folder, "state.jsonl");
  mkdirSync(folder, { recursive: true });
  const exists = existsSync(file);
  if (exists && !resume && !restart)
    throw new Error(`${file} holds a campaign: --resume goes on with it, --restart throws it away`);
  const results = exists && resume ? read(file, campaign) : new Map<number, Result>();
  const head = `${JSON.stringify(campaign)}\n`;
  if (!exists || restart) writeFileSync(file, head);
  else {
    // The last line may have been cut off.
    writeFileSync(file, head + [...results.values()].map((result) => `${JSON.stringify(result)}\n`).join(""));
  }
  return {
    results,
    add(result) {
      const kept = { ...result, samples: keptSamples(result) };
      results.set(result.plan.seed, kept);
      appendFileSync(file, `${JSON.stringify(kept)}\n`);
    },
  };
}
