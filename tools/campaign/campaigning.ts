/** A campaign from its first seed to its report. */
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { makePlan, type Plan } from "../../simulator/campaign/plan.ts";
import type { Result } from "../../simulator/campaign/result.ts";
import { defectNamed, defects } from "../../tests/campaign/defects.ts";
import type { CampaignOptions } from "../campaign.ts";
import { campaignFirmware } from "./firmware.ts";
import { Pool } from "./pool.ts";
import { Progress } from "./progress.ts";
import { type Made, replayCommand } from "./replay.ts";
import { makeReport, writeReport } from "./report.ts";
import { shrink } from "./shrink.ts";
import { type Campaign, openState, type State } from "./state.ts";

export class Campaigning {
  readonly #engine: string;
  readonly #options: CampaignOptions;
  readonly #shrunk = new Map<number, Plan>();
  readonly #pools: Pool[] = [];
  #progress: Progress | undefined;
  #state: State | undefined;
  #campaign: Campaign | undefined;
  #closed = false;

  constructor(engine: string, options: CampaignOptions) {
    this.#engine = engine;
    this.#options = options;
  }

  /** @returns the exit code @throws Error for a folder with another campaign, or an unknown defect */
  async run(): Promise<number> {
    const { defect } = this.#options;
    if (defect === "all") return await this.#everyDefect();
    if (defect !== undefined) return (await this.#find(defect)) ? 0 : 1;
    const firmware = await campaignFirmware(this.#options, []);
    const { seeds, from, days, report, resume = false, restart = false } = this.#options;
    this.#campaign = {
      days,
      from,
      config: this.#options.config ?? {},
      made: {
        firmware: createHash("sha256").update(JSON.stringify(firmware)).digest("hex").slice(0, 16),
        engine: basename(dirname(this.#engine)),
      },
    };
    this.#state = openState(report, this.#campaign, resume, restart);
    const { results } = this.#state;
    const failed = [...results.values()].filter(isFailed).length;
    const progress = new Progress(seeds, days, results.size, failed);
    this.#progress = progress;
    const pool = this.#hire(undefined);
    const runs: Promise<void>[] = [];
    for (let seed = from; seed < from + seeds; seed++)
      if (!results.has(seed)) runs.push(this.#runSeed(pool, progress, seed));
    await Promise.all(runs);
    this.close();
    return [...results.values()].some(isFailed) ? 1 : 0;
  }

  /** Ends what is under way, and writes the report of what is done. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const pool of this.#pools) pool.close();
    this.#progress?.stop();
    if (!this.#state || !this.#campaign) return;
    const { report: folder, seeds } = this.#options;
    const results = [...this.#state.results.values()].sort((a, b) => a.plan.seed - b.plan.seed);
    const report = makeReport(this.#campaign, seeds, results, this.#shrunk);
    const page = writeReport(folder, report);
    const bad = report.failures.length;
    process.stdout.write(
      `${results.length} of ${seeds} seeds: ${bad === 0 ? "every rule held" : `in ${bad} a rule did not hold`}; report in ${page}\n`,
    );
  }

  #hire(defect: string | undefined, jobs = this.#options.jobs): Pool {
    const { manifest, diagram, config } = this.#options;
    const pool = new Pool({ engine: this.#engine, manifest, diagram, config, defect }, jobs);
    this.#pools.push(pool);
    return pool;
  }

  async #runSeed(pool: Pool, progress: Progress, seed: number): Promise<void> {
    const result = await pool.run({ plan: makePlan(seed, this.#options.days), untilViolation: false });
    this.#state!.add(result);
    progress.done(isFailed(result));
    if (!isFailed(result)) return;
    progress.print(failureLine(result, this.#options));
    if (this.#options.shrink)
      this.#shrunk.set(seed, await this.#shrink(pool, progress, result, this.#options));
  }

  async #shrink(pool: Pool, progress: Progress, result: Result, made: Made): Promise<Plan> {
    const plan = await shrink(result, (smaller) => pool.run({ plan: smaller, untilViolation: true }));
    progress.print(`  shrunk to ${plan.steps.length} steps: ${replayCommand(plan, false, made)}`);
    return plan;
  }

  /** @returns after how many seeds, in their order, a rule does not hold that holds without the defect */
  async #find(name: string): Promise<number | undefined> {
    const { rule, what } = defectNamed(name);
    const { seeds, from, days, jobs } = this.#options;
    const progress = new Progress(seeds, days, 0, 0);
    this.#progress = progress;
    const pool = this.#hire(name);
    let sound: Pool | undefined;
    const holdsWithout = async (plan: Plan): Promise<boolean> => {
      sound ??= this.#hire(undefined, 1);
      return !isFailed(await sound.run({ plan, untilViolation: true }));
    };
    let next = from;
    const failed: Result[] = [];
    const work = async (): Promise<void> => {
      while (failed.length === 0 && next < from + seeds) {
        const plan = makePlan(next++, days);
        const result = await pool.run({ plan, untilViolation: true });
        const found = isFailed(result) && (await holdsWithout(plan));
        progress.done(found);
        if (found) failed.push(result);
        else if (isFailed(result)) progress.print(`seed ${plan.seed} fails without ${name} too`);
      }
    };
    await Promise.all(Array.from({ length: jobs }, work));
    progress.stop();
    sound?.close();
    const [found] = failed.sort((a, b) => a.plan.seed - b.plan.seed);
    if (!found) {
      pool.close();
      process.stdout.write(`${name}: NOT found in ${seeds} seeds (${what})\n`);
      return undefined;
    }
    const made: Made = { ...this.#options, defect: name };
    const by = found.violations[0]!.rule;
    const took = found.plan.seed - from + 1;
    process.stdout.write(
      `${name}: found after ${took} seed${took === 1 ? "" : "s"} by ${by}${by === rule ? "" : ` (expected: ${rule})`}\n${failureLine(found, made)}\n`,
    );
    if (this.#options.shrink) await this.#shrink(pool, progress, found, made);
    pool.close();
    return took;
  }

  async #everyDefect(): Promise<number> {
    const table: [string, number | undefined][] = [];
    for (const { name } of defects) {
      if (this.#closed) break;
      table.push([name, await this.#find(name)]);
    }
    const width = Math.max(...table.map(([name]) => name.length));
    process.stdout.write("\nseeds until found:\n");
    for (const [name, took] of table)
      process.stdout.write(`  ${name.padEnd(width)} ${took ?? "not found"}\n`);
    return table.every(([, took]) => took !== undefined) ? 0 : 1;
  }
}

const isFailed = ({ violations }: Result): boolean => violations.length > 0;

function failureLine({ plan, violations }: Result, made: Made): string {
  const { rule, at, message } = violations[0]!;
  const text = `seed ${plan.seed}: ${rule} at ${(at / 3600).toFixed(2)} h: ${message}`;
  return `${text}  # ${replayCommand(plan, true, made)}`;
}
