/** Every program of tests/xs/, on the real engine. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { project, runProgram } from "./support/xs-program.ts";

const programs = readdirSync(join(project, "tests", "xs"), { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => entry.name.replace(/\.ts$/, ""));

for (const program of programs)
  test(`on XS: ${program}`, async (t) => {
    const results = await runProgram(program);
    assert.ok(results.length > 0, "the program has no cases");
    for (const { name, ok, detail } of results)
      await t.test(name, () => {
        assert.ok(ok, detail);
      });
  });
