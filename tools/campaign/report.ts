/** A campaign's report: report.json, and report.html with its plots, which needs no network. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { faultKinds } from "../../simulator/campaign/faults/table.ts";
import type { Plan } from "../../simulator/campaign/plan.ts";
import type { Result } from "../../simulator/campaign/result.ts";
import { type Aggregate, aggregate } from "./aggregate.ts";
import { replayCommand } from "./replay.ts";
import type { Campaign } from "./state.ts";

export interface Failure {
  readonly seed: number;
  readonly command: string;
  /** With the fewest faults, where it was shrunk. */
  readonly shrunk: { readonly command: string; readonly plan: Plan } | undefined;
  readonly result: Result;
}

export interface Report {
  readonly campaign: Campaign;
  /** Seeds that were asked for, and those that were run. */
  readonly seeds: number;
  readonly done: number;
  readonly summary: Readonly<Record<string, number>>;
  /** How often each kind of fault was brought about, and each variation. */
  readonly faults: Readonly<Record<string, number>>;
  readonly failures: readonly Failure[];
  readonly aggregate: Aggregate;
}

export function makeReport(
  campaign: Campaign,
  seeds: number,
  results: readonly Result[],
  shrunk: ReadonlyMap<number, Plan>,
): Report {
  const total = (value: (result: Result) => number) =>
    results.reduce((sum, result) => sum + value(result), 0);
  const faults: Record<string, number> = {};
  for (const name of faultKinds.keys()) faults[name] = 0;
  for (const { plan } of results)
    for (const name of [...plan.steps.map(({ kind }) => kind), ...plan.variations])
      faults[name] = (faults[name] ?? 0) + 1;
  const isFault = ({ kind }: { kind: string }) => faultKinds.has(kind);
  return {
    campaign,
    seeds,
    done: results.length,
    summary: {
      "days simulated": total(({ plan }) => plan.until / 86_400),
      "seeds in which a rule did not hold": results.filter(({ violations }) => violations.length > 0).length,
      faults: total(({ plan }) => plan.steps.filter(isFault).length),
      "presses that had to count": total(({ presses }) => presses),
      "changes of the alarm": total(({ samples }) => samples.at(-1)?.changes ?? 0),
      "readings published": total(({ readings }) => readings),
      connections: total(({ samples }) => samples.at(-1)?.connections ?? 0),
      "starts of the firmware": total(({ boots }) => boots),
      "ends of the firmware by itself": total(({ deaths }) => deaths.length),
      "computrons of the longest turn": results.reduce((most, it) => Math.max(most, it.longestTurn), 0),
      "seconds of the PC's time": Math.round(total(({ seconds }) => seconds)),
    },
    faults,
    failures: results
      .filter(({ violations }) => violations.length > 0)
      .map((result) => failure(result, shrunk.get(result.plan.seed), campaign)),
    aggregate: aggregate(results),
  };
}

function failure(result: Result, plan: Plan | undefined, campaign: Campaign): Failure {
  const { seed } = result.plan;
  const command = replayCommand(result.plan, true, campaign);
  return {
    seed,
    command,
    shrunk: plan && { plan, command: replayCommand(plan, false, campaign) },
    result,
  };
}

/** @returns the page's path */
export function writeReport(folder: string, report: Report): string {
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, undefined, 1)}\n`);
  const page = join(folder, "report.html");
  writeFileSync(page, html(report));
  return page;
}

function html(report: Report): string {
  const uplot = dirname(createRequire(import.meta.url).resolve("uplot"));
  const template = readFileSync(join(import.meta.dirname, "report.html"), "utf8");
  const parts: Readonly<Record<string, string>> = {
    "/* uPlot.css */": readFileSync(join(uplot, "uPlot.min.css"), "utf8"),
    "/* uPlot.js */": readFileSync(join(uplot, "uPlot.iife.min.js"), "utf8"),
    // A message may hold what a browser would take for the script's end.
    '"report"': JSON.stringify(report).replaceAll("<", "\\u003c"),
  };
  return template.replace(/\/\* uPlot\.(?:css|js) \*\/|"report"/g, (mark) => parts[mark]!);
}
