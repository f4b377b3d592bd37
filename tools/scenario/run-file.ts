/** One scenario's run, from power-up to its last step. */
import { type Outcome, runScenario, type StepResult } from "../../simulator/scenario/run-scenario.ts";
import type { Scenario } from "../../simulator/scenario/scenario.ts";
import type { SimulationEvents } from "../../simulator/simulation/simulation.ts";
import type { OpenSimulation } from "../lib/simulations.ts";

export interface ScenarioResult {
  readonly scenario: Scenario;
  readonly outcome: Outcome;
  /** Of the steps that were begun. */
  readonly steps: readonly StepResult[];
  /** All that the serial port said. */
  readonly serial: string;
  /** What happened at the pins, if it was recorded. */
  readonly vcd?: string;
  /** Simulated time in microseconds, and the PC's in milliseconds. */
  readonly simulated: number;
  readonly took: number;
}

export interface FileOptions {
  /** Microseconds of simulated time; 0 for none. */
  timeout: number;
  /** Whether the pins are recorded. */
  record?: boolean;
  open(events: SimulationEvents): OpenSimulation | Promise<OpenSimulation>;
  /** Told of the simulation before it runs, so that an interrupt can end it. */
  onOpen(open: OpenSimulation): void;
  onStep(result: StepResult): void;
  onSerial(text: string, at: number): void;
  onNote(text: string, at: number): void;
}

export async function runFile(scenario: Scenario, options: FileOptions): Promise<ScenarioResult> {
  const serial: Buffer[] = [];
  const start = performance.now();
  const open = await options.open({
    serial(bytes, at) {
      serial.push(Buffer.from(bytes));
      options.onSerial(Buffer.from(bytes).toString(), at);
    },
    died: ({ name, reason }, at) =>
      options.onNote(`the firmware ended (${name}): ${reason}; the chip restarts`, at),
  });
  options.onOpen(open);
  const recorder = options.record ? open.simulation.record() : undefined;
  try {
    const steps = await runScenario(open.simulation, scenario, options);
    return {
      scenario,
      outcome: steps.at(-1)?.outcome ?? "passed",
      steps,
      serial: Buffer.concat(serial).toString(),
      ...(recorder && { vcd: recorder.toVCD() }),
      simulated: open.simulation.now,
      took: performance.now() - start,
    };
  } finally {
    await open.close();
  }
}
