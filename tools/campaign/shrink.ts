/** Reduces a run that fails to the fewest steps with which the same rule still does not hold. */
import { kindNamed, onlySteps, type Plan, type Step } from "../../simulator/campaign/plan.ts";
import type { Result } from "../../simulator/campaign/result.ts";

/** Seconds after the first violation in which a reduced run must show it. */
const room = 1_800;
const mostRuns = 150;

const isTouch = ({ kind }: Step): boolean => kindNamed(kind)?.place === "hand";

/**
 * Zeller's delta debugging, over the faults, then over the touches; at last the variations are left out one by one.
 * @param run runs a plan until its first violation
 * @returns the reduced plan, whose run is shorter too
 */
export async function shrink(failed: Result, run: (plan: Plan) => Promise<Result>): Promise<Plan> {
  const { rule, at } = failed.violations[0]!;
  let runs = 0;
  const fails = async (plan: Plan): Promise<boolean> => {
    if (runs++ >= mostRuns) return false;
    const { violations } = await run(plan);
    return violations[0]?.rule === rule;
  };
  const until = Math.min(failed.plan.until, Math.ceil(at + room));
  let plan: Plan = { ...failed.plan, until, steps: failed.plan.steps.filter((step) => step.at <= at) };
  for (const isPart of [(step: Step) => !isTouch(step), isTouch]) {
    const others = plan.steps.filter((step) => !isPart(step));
    const kept = await fewest(plan.steps.filter(isPart), (steps) =>
      fails(onlySteps(plan, new Set([...others, ...steps].map(({ id }) => id)))),
    );
    plan = onlySteps(plan, new Set([...others, ...kept].map(({ id }) => id)));
  }
  for (const name of plan.variations) {
    const without = { ...plan, variations: plan.variations.filter((each) => each !== name) };
    if (await fails(without)) plan = without;
  }
  return plan;
}

/** @param fails whether it still fails with only these */
async function fewest<T>(
  all: readonly T[],
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  if (all.length === 0 || (await fails([]))) return [];
  let kept = all;
  for (let parts = 2; kept.length > 1; ) {
    const size = Math.ceil(kept.length / parts);
    const smaller = await firstThatFails(kept, size, fails);
    if (smaller) {
      kept = smaller;
      parts = Math.max(parts - 1, 2);
    } else if (size === 1) break;
    else parts = Math.min(parts * 2, kept.length);
  }
  return kept;
}

/** All but one part of them. */
async function firstThatFails<T>(
  all: readonly T[],
  size: number,
  fails: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | undefined> {
  for (let start = 0; start < all.length; start += size) {
    const rest = [...all.slice(0, start), ...all.slice(start + size)];
    if (await fails(rest)) return rest;
  }
  return undefined;
}
