/** What a campaign and its workers say to each other. */
import type { Plan } from "../../simulator/campaign/plan.ts";
import type { Result } from "../../simulator/campaign/result.ts";

/** What every run of a campaign has in common. */
export interface Setting {
  /** The engine's addon. */
  readonly engine: string;
  readonly manifest: string;
  readonly diagram: string;
  /** Settings in the place of the manifest's. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** A deliberate defect in the firmware, by its name. */
  readonly defect?: string | undefined;
}

export interface Task {
  readonly plan: Plan;
  readonly untilViolation: boolean;
}

export type Answer = { readonly result: Result } | { readonly error: string };
