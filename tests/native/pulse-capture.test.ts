/**
 * sensors/esp32/pulse-capture.c, compiled for this PC against stand-ins for the chip and for XS (include/), with
 * the compiler's own checks of memory and arithmetic.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { project } from "../support/xs-program.ts";

const { CC = "cc", VIGIA_NO_SKIP } = process.env;
const source = join(project, "sensors", "esp32", "pulse-capture.c");
const folder = join(project, "tests", "native");

/** Runs a tool to its end; its output is the failure's text. */
function run(tool: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { encoding: "utf8", timeout: 120_000 });
  assert.equal(status, 0, error?.message ?? `${tool} failed:\n${stdout}${stderr}`);
  return stdout;
}

const compiler = spawnSync(CC, ["--version"]).status === 0;
test("pulse-capture.c on stand-ins for the chip and for XS", {
  skip: compiler || VIGIA_NO_SKIP ? false : `there is no C compiler (${CC})`,
}, async (t) => {
  assert.ok(compiler, `there is no C compiler (${CC}), and VIGIA_NO_SKIP is set`);
  const out = join(project, "build", "native");
  const program = join(out, "pulse-capture-test");
  mkdirSync(out, { recursive: true });
  run(CC, [
    ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"],
    ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    `-I${join(folder, "include")}`,
    ...["-o", program, source],
    ...["chip.c", "machine.c", "pulse-capture-test.c"].map((name) => join(folder, name)),
  ]);
  const cases = run(program, []).trim().split("\n");
  assert.equal(cases.length, 11, "every case was run");
  for (const line of cases)
    await t.test(line.replace(/^ok /, ""), () => {
      assert.match(line, /^ok /);
    });
});
