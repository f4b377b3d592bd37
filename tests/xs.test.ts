/** Every program of tests/xs/, on the real engine. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { project, runProgram, type XSResult } from "./support/xs-program.ts";

const programs = readdirSync(join(project, "tests", "xs"), { withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => entry.name.replace(/\.ts$/, ""));

async function check(t: TestContext, results: readonly XSResult[]): Promise<void> {
  assert.ok(results.length > 0, "the program has no cases");
  for (const { name, ok, detail } of results)
    await t.test(name, () => {
      assert.ok(ok, detail);
    });
}

for (const program of programs)
  test(`on XS: ${program}`, async (t) => {
    await check(t, await runProgram(program));
  });

const { MODDABLE } = process.env;
test("on XS: the SDK's own MQTT client keeps the contract that the stand-in keeps", {
  skip: MODDABLE ? false : "the Moddable SDK is not installed (MODDABLE is not set)",
}, async (t) => {
  const client = join(MODDABLE!, "examples", "io", "tcp", "mqttclient", "mqttclient.js");
  await check(t, await runProgram("mqtt-client", { "embedded:network/mqtt/client": client }));
});
