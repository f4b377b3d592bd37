/** Runs a scenario's steps on a simulation, as wokwi-cli does: time passes only in steps that wait. */
import { dirname } from "node:path";
import type { Simulation } from "../simulation/simulation.ts";
import type { Scenario, Step } from "./scenario.ts";
import { StepFailure } from "./step.ts";

export type Outcome = "passed" | "failed" | "timeout";

export interface StepResult {
  readonly step: Step;
  readonly outcome: Outcome;
  /** When it was over, in microseconds since power-up. */
  readonly at: number;
  /** Why it did not pass. */
  readonly message?: string;
}

export interface RunOptions {
  /** Microseconds since power-up after which the run is over; 0 for none. */
  timeout: number;
  /** Told of each step when it is over. */
  onStep?(result: StepResult): void;
}

class Timeout extends Error {}

/**
 * Runs the steps until one does not pass.
 * @param simulation with its power just switched on
 * @returns the results of the steps that were begun
 */
export async function runScenario(
  simulation: Simulation,
  { file, steps }: Scenario,
  { timeout, onStep }: RunOptions,
): Promise<StepResult[]> {
  let giveUp: ((reason: unknown) => void) | undefined;
  simulation.onFailure((error) => giveUp?.(error));
  const stopTimer =
    timeout > 0
      ? simulation.pauseAt(timeout, () =>
          giveUp?.(new Timeout(`not within ${timeout / 1000} ms of simulated time (--timeout)`)),
        )
      : () => {};
  const wait = (arm: (hit: () => void) => () => void) =>
    new Promise<void>((resolve, reject) => {
      const cancel = arm(resolve);
      giveUp = (reason) => {
        cancel();
        reject(reason);
      };
      simulation.resume();
    });
  const results: StepResult[] = [];
  for (const step of steps) {
    const failure = await step.run({ simulation, folder: dirname(file), wait }).then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    results.push({ step, at: simulation.now, ...outcomeOf(failure) });
    onStep?.(results.at(-1)!);
    if (failure) break;
  }
  stopTimer();
  return results;
}

/** @throws what is not a step's failure but the program's own */
function outcomeOf(failure: { error: unknown } | undefined): Pick<StepResult, "outcome" | "message"> {
  if (!failure) return { outcome: "passed" };
  const { error } = failure;
  if (error instanceof Timeout) return { outcome: "timeout", message: error.message };
  if (error instanceof StepFailure || error instanceof RangeError)
    return { outcome: "failed", message: error.message };
  throw error;
}
