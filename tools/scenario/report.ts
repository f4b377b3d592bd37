/** What is seen of the scenarios on a terminal: a line a step, and why one did not pass. */
import pc from "picocolors";
import type { StepResult } from "../../simulator/scenario/run-scenario.ts";
import type { Scenario } from "../../simulator/scenario/scenario.ts";
import type { ScenarioResult } from "./run-file.ts";

export interface ReportOptions {
  write(text: string): void;
  colours: boolean;
  /** Whether the serial port's lines are shown as they come. */
  serial: boolean;
}

/** How much of the console is shown with a step that did not pass. */
const lastLines = 8;
const indent = " ".repeat(12);

const marks = { passed: "✓", failed: "✗", timeout: "✗" } as const;

export class Report {
  readonly #options: ReportOptions;
  readonly #colour: ReturnType<typeof pc.createColors>;

  constructor(options: ReportOptions) {
    this.#options = options;
    this.#colour = pc.createColors(options.colours);
  }

  begin({ file, name }: Scenario): void {
    this.#line(`${this.#colour.bold(file)}: ${name}`);
  }

  note(text: string, at: number): void {
    this.#line(`${this.#time(at)} ${this.#colour.yellow(`! ${text}`)}`);
  }

  serial(text: string, at: number): void {
    if (this.#options.serial) this.#line(`${this.#time(at)} ${this.#colour.cyan("│")} ${text.trimEnd()}`);
  }

  step({ step, outcome, at, message }: StepResult): void {
    const c = this.#colour;
    if (step.name !== undefined) this.#line(`${indent}${c.bold(step.name)}`);
    const mark = outcome === "passed" ? c.green(marks[outcome]) : c.red(marks[outcome]);
    this.#line(`${this.#time(at)} ${mark} ${step.text}`);
    if (message !== undefined) this.#line(`${indent}${c.red(message)}`);
  }

  end({ scenario, outcome, steps, serial, simulated, took }: ScenarioResult): void {
    const c = this.#colour;
    const last = steps.at(-1);
    if (last && outcome !== "passed") {
      this.#line(`${indent}${scenario.file}:${last.step.line}: step ${last.step.number}`);
      const lines = serial.trimEnd().split(/\r?\n/);
      if (!this.#options.serial && serial.trim()) {
        this.#line(`${indent}the console's last lines:`);
        for (const line of lines.slice(-lastLines)) this.#line(`${indent}${c.dim("│")} ${line}`);
      }
    }
    const said = { passed: c.green("passed"), failed: c.red("failed"), timeout: c.red("timed out") }[outcome];
    const [done, all] = [steps.filter((step) => step.outcome === "passed").length, scenario.steps.length];
    this.#line(
      `  ${said}: ${done} of ${all} steps, ${inSeconds(simulated)} simulated in ${inSeconds(took * 1000)}\n`,
    );
  }

  sum(results: readonly ScenarioResult[]): void {
    const passed = results.filter(({ outcome }) => outcome === "passed").length;
    const colour = passed === results.length ? this.#colour.green : this.#colour.red;
    this.#line(colour(`${passed} of ${results.length} scenarios passed`));
  }

  #time(at: number): string {
    return this.#colour.dim(inSeconds(at).padStart(11));
  }

  #line(text: string): void {
    this.#options.write(`${text}\n`);
  }
}

const inSeconds = (microseconds: number): string => `${(microseconds / 1e6).toFixed(3)} s`;
