/** `npm run doctor` as a user runs it, on machines that lack this or that. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Finding } from "../../tools/doctor/checks.ts";
import { fakeToolchain } from "../support/toolchain.ts";
import { project } from "../support/xs-program.ts";

function doctor(env: NodeJS.ProcessEnv, ...options: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "tools/doctor.ts", ...options],
    { cwd: project, encoding: "utf8", env },
  );
  return { status, stdout, stderr };
}

const findings = (stdout: string) =>
  new Map((JSON.parse(stdout) as Finding[]).map((finding) => [finding.name, finding]));

test("a machine with Node.js alone: what is missing for the virtual board and the ESP32, and how to get it", () => {
  const folder = mkdtempSync(join(tmpdir(), "vigia-doctor-"));
  symlinkSync(process.execPath, join(folder, "node"));
  try {
    const env = { PATH: folder, HOME: folder };
    const { status, stdout, stderr } = doctor(env);
    assert.equal(status, 1);
    assert.equal(stderr, "");
    assert.match(stdout, /virtual board +Node\.js +ok +\d+\.\d+\.\d+, /);
    assert.match(stdout, /C compiler +missing +-/);
    assert.match(stdout, /To do, .*\n(.*\n)* {2}C compiler: \S/);
    assert.match(stdout, /Moddable SDK: npm install -g xs-dev/);
    const json = findings(doctor(env, "--json").stdout);
    assert.equal(json.get("make")?.state, "missing");
    assert.equal(json.get("ESP-IDF")?.goal, "esp32");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("SDK and ESP-IDF with versions and places; the exit code is the goal's", () => {
  const tools = fakeToolchain({ sdkVersion: "8.3.0" });
  try {
    tools.write("bin/esptool", "#!/bin/sh\necho esptool v5.1.0\n");
    const env = { ...tools.env, PATH: `${join(tools.env.HOME!, "bin")}:${process.env.PATH}` };
    const { status, stdout } = doctor(env, "--for", "esp32", "--json");
    assert.equal(status, 0, stdout);
    const found = findings(stdout);
    assert.deepEqual(found.get("Moddable SDK"), {
      name: "Moddable SDK",
      goal: "esp32",
      state: "doubtful",
      detail: `8.3.0, ${tools.sdk}`,
      advice: "tried with 8.2.3",
    });
    assert.equal(found.get("ESP-IDF")?.detail, `6.0, ${tools.idf}`);
    assert.match(found.get("esptool")?.detail ?? "", /^5\.1\.0, .*bin\/esptool$/);
    assert.equal(doctor({ ...env, IDF_PATH: "/nowhere" }, "--for", "esp32").status, 1);
    assert.equal(doctor({ ...env, IDF_PATH: "/nowhere" }).status, 0);
  } finally {
    tools.remove();
  }
});

test("an unknown goal is refused with the goals", () => {
  const { status, stderr } = doctor(process.env, "--for", "mars");
  assert.equal(status, 1);
  assert.match(stderr, /board, tests, esp32, wokwi, all/);
});
