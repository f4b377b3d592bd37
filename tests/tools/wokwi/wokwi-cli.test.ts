/** Finding Wokwi's command and running it, by a stand-in for it; and `npm run wokwi` without it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findWokwiCLI, runInCloud } from "../../../tools/wokwi/wokwi-cli.ts";
import { project } from "../../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "vigia-cli-"));
after(() => rmSync(folder, { recursive: true }));

/** Writes its arguments into the serial log, and ends with 42. */
const program = join(folder, "wokwi-cli");
writeFileSync(
  program,
  `#!/bin/sh
while [ "$1" ]; do [ "$last" = --serial-log-file ] && echo "$all" > "$1"; all="$all $1"; last="$1"; shift; done
exit 42
`,
);

test("it is found on PATH, if it can be executed", () => {
  assert.notEqual(findWokwiCLI(`/nowhere:${folder}`), program);
  chmodSync(program, 0o755);
  assert.equal(findWokwiCLI(`/nowhere:${folder}`), program);
});

test("it is run with the project, the scenario and the time limit", async () => {
  chmodSync(program, 0o755);
  const run = {
    scenario: "a.test.yaml",
    timeout: 5000,
    serialLogFile: join(folder, "serial.log"),
    project: "/project",
    signal: new AbortController().signal,
  };
  assert.deepEqual(await runInCloud(program, run), {
    code: 42,
    serial: " /project --scenario a.test.yaml --timeout 5000 --serial-log-file\n",
  });
  await assert.rejects(runInCloud(join(folder, "none"), run), /ENOENT/);
});

test("without it and without a token: one message with both, and the way out", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "tools/wokwi.ts"], {
    cwd: project,
    encoding: "utf8",
    env: { PATH: "/nowhere", HOME: folder },
  });
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^vigia: wokwi-cli is not installed.*WOKWI_CLI_TOKEN is not set.*npm run scenario.*\n$/,
  );
});
