/** chip/esp32/chip.c, compiled for this PC against stand-ins (chip/), with the compiler's own checks. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { project } from "../support/xs-program.ts";

const { CC = "cc", VIGIA_NO_SKIP } = process.env;
const folder = join(project, "tests", "native", "chip");
const out = join(project, "build", "native", "chip");
const headers = ["xsmc.h", "xsHost.h", "sdkconfig.h"].concat(
  ["attr", "event", "system", "task_wdt", "wifi"].map((name) => `esp_${name}.h`),
);

const compiler = spawnSync(CC, ["--version"]).status === 0;
test("chip.c on stand-ins for ESP-IDF and for XS", {
  skip: compiler || VIGIA_NO_SKIP ? false : `there is no C compiler (${CC})`,
}, async (t) => {
  assert.ok(compiler, `there is no C compiler (${CC}), and VIGIA_NO_SKIP is set`);
  mkdirSync(out, { recursive: true });
  for (const name of headers) writeFileSync(join(out, name), '#include "stand-in.h"\n');
  const program = join(out, "chip-test");
  const built = spawnSync(
    CC,
    [
      ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"],
      ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all", `-I${out}`, `-I${folder}`],
      ...["-o", program, join(project, "chip", "esp32", "chip.c"), join(folder, "chip-test.c")],
    ],
    { encoding: "utf8" },
  );
  assert.equal(built.status, 0, built.stderr);
  const run = spawnSync(program, [], { encoding: "utf8", timeout: 60_000 });
  assert.equal(run.status, 0, run.stdout + run.stderr);
  const cases = run.stdout.trim().split("\n");
  assert.equal(cases.length, 7, "every case was run");
  for (const line of cases)
    await t.test(line.replace(/^ok /, ""), () => {
      assert.match(line, /^ok /);
    });
});
