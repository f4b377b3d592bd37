/** The command that runs a plan again. */
import type { Plan } from "../../simulator/campaign/plan.ts";

/** What a run was made with beside its plan. */
export interface Made {
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  readonly defect?: string | undefined;
}

/** @param whole whether the plan is all that its seed draws */
export function replayCommand(plan: Plan, whole: boolean, { config = {}, defect }: Made): string {
  const parts = [`npm run campaign -- --seed ${plan.seed} --days ${plan.days}`];
  if (!whole) {
    parts.push(`--only ${plan.steps.map(({ id }) => id).join(",") || "none"}`);
    parts.push(`--variations ${plan.variations.join(",") || "none"}`);
    parts.push(`--until ${plan.until}s`);
  }
  for (const [name, value] of Object.entries(config)) parts.push(`--config ${name}=${value}`);
  if (defect !== undefined) parts.push(`--defect ${defect}`);
  return parts.join(" ");
}
