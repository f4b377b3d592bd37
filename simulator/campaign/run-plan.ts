/** One run of a campaign: a node at home, what is planned for it, and the rules that watch. */
import type { Diagram } from "../diagram/diagram.ts";
import type { Firmware } from "../firmware/firmware.ts";
import type { HomeObserver } from "../home/events.ts";
import { brokerConfig, Home } from "../home/home.ts";
import { pass } from "../home/pass.ts";
import { TraceHash } from "../home/trace-hash.ts";
import { Random } from "../world/random.ts";
import { Climate } from "./climate.ts";
import type { Scene } from "./faults/fault.ts";
import { kindNamed, type Plan, type Step } from "./plan.ts";
import type { Result } from "./result.ts";
import { Names, Situation } from "./situation.ts";
import { variationNamed } from "./variations.ts";
import { Watch } from "./watch.ts";

export interface RunPlanOptions {
  /** The engine's addon. */
  engine: string;
  /** With the plan's variations in it. */
  firmware: Firmware;
  diagram: Diagram;
  plan: Plan;
  /** Further observers, to trace the run. */
  watchers?: (home: Home) => readonly HomeObserver[];
  /** Asked now and then; true ends the run there. */
  stopped?: () => boolean;
  /** Whether the first violation ends the run. */
  untilViolation?: boolean;
}

/** Broker, names and secret that runs are configured with. */
export const nodeConfig = {
  ...brokerConfig(false),
  topic: "vigia/casa",
  client_id: "vigia-casa",
  command_secret: "campaign",
} as const;

export async function runPlan(options: RunPlanOptions): Promise<Result> {
  const { engine, firmware, diagram, plan, watchers, stopped = () => false } = options;
  const varied = plan.variations.map(variationNamed);
  const start = varied.find((variation) => variation.start !== undefined)?.start ?? 0;
  const began = performance.now();
  const names = new Names(firmware.config);
  const seed = `campaign ${plan.seed}`;
  const home = new Home({ engine, firmware, diagram, seed, start, untold: [names.sensorGpio] });
  try {
    const situation = new Situation(home, names);
    const deaths = varied.flatMap((variation) => variation.deaths ?? []);
    const watch = new Watch(situation, deaths);
    const hash = new TraceHash();
    for (const observer of watchers?.(home) ?? []) home.observe(observer);
    home.observe(hash.observe);
    home.observe((event, at) => watch.observe(event, at));
    new Climate(home, new Random(`climate ${plan.seed}`));
    const scene: Scene = { home, firmware, random: new Random(`acts ${plan.seed}`) };
    for (const step of plan.steps) schedule(scene, situation, step);
    home.powerOn();
    watch.start();
    const done = () => stopped() || (options.untilViolation === true && watch.violations.length > 0);
    await pass(home.world, start + plan.until * 1e6, done);
    watch.finish();
    return {
      plan,
      ...watch.result(),
      computrons: hash.computrons,
      trace: hash.digest(),
      seconds: (performance.now() - began) / 1000,
    };
  } finally {
    home.close();
  }
}

function schedule(scene: Scene, situation: Situation, step: Step): void {
  const { world, start } = scene.home;
  const kind = kindNamed(step.kind);
  if (!kind) throw new Error(`step ${step.id} of the plan is of no known kind: ${step.kind}`);
  const at = start + step.at * 1e6;
  world.schedule(at, () => {
    scene.home.act("step", `${step.id} ${step.kind} ${JSON.stringify(step.parameters)} for ${step.for} s`);
    situation.begin(step.id, kind);
    const end = kind.begin(scene, step.parameters);
    const over = () => {
      if (step.for > 0) scene.home.act("step over", `${step.id} ${step.kind}`);
      end?.();
      situation.end(step.id);
    };
    if (step.for > 0) world.schedule(at + step.for * 1e6, over);
    else over();
  });
}
