/** The results as JUnit XML, as CI systems read it: a suite a scenario, a test case a step. */
import { createRequire } from "node:module";
import type { Builder } from "junit-report-builder";
import type { ScenarioResult } from "./run-file.ts";

// Its declarations promise a default export that its CommonJS module is itself.
const reports = createRequire(import.meta.url)("junit-report-builder") as Builder;

/** Characters that XML 1.0 cannot hold. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const clean = (text: string) => text.replace(unprintable, "�");

export function junit(results: readonly ScenarioResult[]): string {
  const builder = reports.newBuilder();
  for (const { scenario, steps, serial, simulated } of results) {
    const suite = builder
      .testSuite()
      .name(clean(scenario.name))
      .time(simulated / 1e6);
    let before = 0;
    for (const [index, step] of scenario.steps.entries()) {
      const result = steps[index];
      const title = `${step.number}. ${step.name === undefined ? "" : `${step.name}: `}${step.text}`;
      const test = suite.testCase().className(clean(scenario.name)).name(clean(title)).file(scenario.file);
      if (!result) test.skipped();
      else {
        test.time((result.at - before) / 1e6);
        before = result.at;
        if (result.outcome === "passed") continue;
        test.failure(clean(result.message ?? result.outcome), result.outcome);
        test.standardOutput(clean(serial));
      }
    }
  }
  return builder.build();
}
