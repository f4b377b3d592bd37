/** What happens in a run, drawn from its seed: faults, touches of the button, variations. Pure. */
import { Random } from "../world/random.ts";
import type { FaultKind, Parameters } from "./faults/fault.ts";
import { handKinds } from "./faults/hand.ts";
import { faultKinds } from "./faults/table.ts";
import { variations } from "./variations.ts";

export interface Step {
  /** Its place in the plan of its seed: what --only names. */
  readonly id: number;
  /** Seconds since power-up, and how long it lasts; 0 for what is over at once. */
  readonly at: number;
  readonly for: number;
  readonly kind: string;
  readonly parameters: Parameters;
}

export interface Plan {
  readonly seed: number;
  /** What the plan was drawn for. */
  readonly days: number;
  /** Seconds since power-up at which the run ends. */
  readonly until: number;
  /** By name. */
  readonly variations: readonly string[];
  /** By time. */
  readonly steps: readonly Step[];
}

const day = 86_400;
/** Quiet at the start and at the end, in seconds: what memory is measured against, and what must come to rest. */
const calmStart = 1_200;
const calmEnd = 2_400;

/** Mean seconds between two steps at one place, from a lively run to a quiet one. */
const gaps = [7_200, 14_400, 28_800, 86_400];
const handGap = 1_500;
/** What makes the firmware start anew comes more rarely: memory must have the time to grow. */
const rare = 3;

export const kindNamed = (name: string): FaultKind | undefined => faultKinds.get(name) ?? handKinds.get(name);

export function makePlan(seed: number, days: number): Plan {
  const random = new Random(`campaign ${seed}`);
  const gap = gaps[random.integer(0, gaps.length - 1)]!;
  const end = days * day - calmEnd;
  const steps: Omit<Step, "id">[] = [];
  for (const place of new Set([...faultKinds.values()].map((kind) => kind.place))) {
    const kinds = [...faultKinds.values()].filter((kind) => kind.place === place);
    steps.push(...drawSteps(random.fork(place), kinds, gap * (place === "power" ? rare : 1), end));
  }
  steps.push(...drawSteps(random.fork("hand"), [...handKinds.values()], handGap, end));
  steps.sort((a, b) => a.at - b.at);
  return {
    seed,
    days,
    until: days * day,
    variations: drawVariations(random.fork("variations")),
    steps: steps.map((step, id) => ({ id, ...step })),
  };
}

/** Of those that set the counters at most one. */
function drawVariations(random: Random): string[] {
  const drawn = variations.filter(({ chance }) => random.chance(chance));
  const start = drawn.find((variation) => variation.start !== undefined);
  return drawn
    .filter((variation) => variation.start === undefined || variation === start)
    .map(({ name }) => name);
}

/** One after the other at one place. */
function drawSteps(
  random: Random,
  kinds: readonly FaultKind[],
  gap: number,
  end: number,
): Omit<Step, "id">[] {
  const steps: Omit<Step, "id">[] = [];
  for (let at = calmStart; ; ) {
    at += Math.round(-Math.log(1 - random.next()) * gap * 1000) / 1000 + 1;
    const kind = drawKind(random, kinds);
    const lasts = drawLength(random, kind.lasts);
    if (at + lasts >= end) return steps;
    steps.push({ at, for: lasts, kind: kind.name, parameters: kind.draw(random) });
    at += lasts;
  }
}

function drawKind(random: Random, kinds: readonly FaultKind[]): FaultKind {
  const total = kinds.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = random.next() * total;
  for (const kind of kinds) {
    left -= kind.weight ?? 1;
    if (left < 0) return kind;
  }
  return kinds.at(-1)!;
}

/** Short ones as often as long ones: even in the logarithm. */
function drawLength(random: Random, [least, most]: readonly [number, number]): number {
  if (least === most) return least;
  return Math.round(least * (most / least) ** random.next() * 1000) / 1000;
}

/** What is left of a plan. */
export function onlySteps(plan: Plan, ids: ReadonlySet<number>): Plan {
  return { ...plan, steps: plan.steps.filter(({ id }) => ids.has(id)) };
}
