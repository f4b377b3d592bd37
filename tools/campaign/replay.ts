/** The command that runs a plan again. */
import type { Plan } from "../../simulator/campaign/plan.ts";

/** @param whole whether the plan is all that its seed draws */
export function replayCommand(plan: Plan, whole: boolean, defect: string | undefined): string {
  const parts = [`npm run campaign -- --seed ${plan.seed} --days ${plan.days}`];
  if (!whole) {
    parts.push(`--only ${plan.steps.map(({ id }) => id).join(",") || "none"}`);
    parts.push(`--variations ${plan.variations.join(",") || "none"}`);
    parts.push(`--until ${plan.until}s`);
  }
  if (defect !== undefined) parts.push(`--defect ${defect}`);
  return parts.join(" ");
}
