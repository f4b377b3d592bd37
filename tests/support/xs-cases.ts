/** Programs of tests/xs/ as tests: each of their cases is one. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { project, runProgram } from "./xs-program.ts";

/** Runs a program within a test: its cases become subtests. */
export async function check(
  t: TestContext,
  program: string,
  standIns: Record<string, string> = {},
): Promise<void> {
  const results = await runProgram(program, standIns);
  assert.ok(results.length > 0, "the program has no cases");
  for (const { name, ok, detail } of results)
    await t.test(name, () => {
      assert.ok(ok, detail);
    });
}

/** One test for each program directly in a folder. @param folder below tests/xs/, or "" */
export function testPrograms(folder: string): void {
  const programs = readdirSync(join(project, "tests", "xs", folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(folder, entry.name.replace(/\.ts$/, "")));
  assert.ok(programs.length > 0, `tests/xs/${folder} has no programs`);
  for (const program of programs) test(`on XS: ${program}`, (t) => check(t, program));
}
