/** One run of a campaign, told in full: its plan, what did not hold, and what happened just before. */
import { makePlan, onlySteps } from "../../simulator/campaign/plan.ts";
import { runPlan } from "../../simulator/campaign/run-plan.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import type { Home } from "../../simulator/home/home.ts";
import { PinDump } from "../../simulator/home/pin-dump.ts";
import { TraceText } from "../../simulator/home/trace-text.ts";
import type { CampaignOptions } from "../campaign.ts";
import { TextFile } from "../lib/text-file.ts";
import { campaignFirmware } from "./firmware.ts";

/** @returns the exit code */
export async function runOne(
  engine: string,
  options: CampaignOptions,
  seed: number,
  stopped: () => boolean,
): Promise<number> {
  const { days, only, until, defect } = options;
  const whole = makePlan(seed, days);
  const { variations = whole.variations } = options;
  const plan = {
    ...(only ? onlySteps(whole, new Set(only)) : whole),
    variations,
    until: Math.min(until ?? whole.until, whole.until),
  };
  for (const id of only ?? [])
    if (id >= whole.steps.length)
      throw new Error(`--only: the plan of seed ${seed} for ${days} days has no step ${id}`);
  const firmware = await campaignFirmware(options, variations);
  const diagram = readDiagram(options.diagram);
  const trace = TextFile.open(options.trace);
  const vcd = TextFile.open(options.vcd);
  let end = () => {};
  const watchers = (home: Home) => {
    const dump = vcd && new PinDump(home, diagram, (text) => vcd.write(text));
    end = () => dump?.end(home.world.now);
    return trace ? [new TraceText(home, (text) => trace.write(text)).observe] : [];
  };
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    say(
      `seed ${seed}, ${days} days${defect ? `, defect ${defect}` : ""}, variations: ${variations.join(", ") || "none"}`,
    );
    for (const step of plan.steps)
      if (step.at <= plan.until)
        say(
          `  ${String(step.id).padStart(4)} ${step.at.toFixed(3).padStart(11)} s  ${step.kind} ${JSON.stringify(step.parameters)}${step.for > 0 ? ` for ${step.for} s` : ""}`,
        );
    const result = await runPlan({ engine, firmware, diagram, plan, watchers, stopped });
    for (const { rule, at, message, before } of result.violations)
      say(`\n${before.join("\n")}\n>>> ${at} s, ${rule}: ${message}`);
    const { violations, presses, readings, boots, deaths, computrons } = result;
    say(
      `\n${violations.length === 0 ? "every rule held" : `${violations.length} violations`}; ${presses} presses, ${readings} readings, ${boots} starts, ${deaths.length} ends of the firmware, ${computrons} computrons, trace ${result.trace}`,
    );
    return violations.length === 0 ? 0 : 1;
  } finally {
    end();
    trace?.close();
    vcd?.close();
  }
}
