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
  for (const entry of readdirSync(join(project, "tests", "xs", folder), { withFileTypes: true }))
    if (entry.isFile() && entry.name.endsWith(".ts")) {
      const program = join(folder, entry.name.replace(/\.ts$/, ""));
      test(`on XS: ${program}`, (t) => check(t, program));
    }
}
