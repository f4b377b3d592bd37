/** `npm run scenario` and `npm run lint:diagram` from outside: exit codes, reports, files. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { project } from "../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "vigia-tool-"));
after(() => rmSync(folder, { recursive: true }));

interface Ended {
  code: number | string;
  out: string;
  err: string;
}

function tool(name: string, ...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ["--import", "tsx", `tools/${name}.ts`, ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  return new Promise((resolve) =>
    child.on("close", (code, signal) => resolve({ code: code ?? signal!, out, err })),
  );
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const passing = file("passing.test.yaml", "name: passes\nversion: 1\nsteps:\n  - wait-serial: Vigía\n");
const failing = file(
  "failing.test.yaml",
  "name: fails\nversion: 1\nsteps:\n  - delay: 1s\n  - name: The lamp is lit\n    expect-pin: { part-id: esp, pin: 18, value: 1 }\n  - delay: 1s\n",
);
const late = file("late.test.yaml", "name: late\nversion: 1\nsteps:\n  - wait-serial: nunca\n");

describe("npm run scenario", { concurrency: 2 }, () => {
  test("all of wokwi/ without a file: a line a step, exit 0", async () => {
    const { code, out, err } = await tool("scenario");
    assert.equal(code, 0, out + err);
    assert.match(out, /wokwi\/alarm\.test\.yaml: Alarma con el pulsador\n/);
    assert.match(out, / 0\.300 s ✓ wait-serial "alarma desactivada"\n/);
    assert.match(out, /\d of \d scenarios passed\n$/);
    assert.ok(!out.includes("\x1b["), "no colours where there is no terminal");
  });

  test("one that fails: why, where, what the console said; exit 1 and JUnit", async () => {
    const junit = join(folder, "results.xml");
    const { code, out } = await tool(
      "scenario",
      passing,
      failing,
      late,
      "--junit",
      junit,
      "--timeout",
      "2000",
    );
    assert.equal(code, 1);
    assert.match(out, /✗ expect-pin esp:18 is 1\n +pin esp:18 should be 1, it is 0\n/);
    assert.match(out, /failing\.test\.yaml:5: step 2\n/);
    assert.match(out, /│ MQTT: conectado como/);
    assert.match(out, /failed: 1 of 3 steps, 1\.000 s simulated/);
    assert.match(out, /timed out: 0 of 1 steps, 2\.000 s simulated/);
    assert.match(out, /1 of 3 scenarios passed/);
    const xml = readFileSync(junit, "utf8");
    assert.match(xml, /<testsuites tests="5" failures="2" errors="0" skipped="1">/);
    assert.match(xml, /<failure message="pin esp:18 should be 1, it is 0" type="failed"\/>/);
    assert.match(xml, /name="2\. The lamp is lit: expect-pin esp:18 is 1"/);
  });

  test("one that is late: exit 42, or what is wished", async () => {
    assert.equal((await tool("scenario", late, "--timeout", "1s")).code, 42);
    assert.equal((await tool("scenario", late, "--timeout", "1s", "--timeout-exit-code", "7")).code, 7);
  });

  test("the serial port and the pins as files", async () => {
    const [serial, vcd] = [join(folder, "serial.log"), join(folder, "pins.vcd")];
    const { code } = await tool("scenario", passing, "--serial-log-file", serial, "--vcd-file", vcd);
    assert.equal(code, 0);
    assert.match(readFileSync(serial, "utf8"), /^Vigía .*\r\n/);
    assert.match(readFileSync(vcd, "utf8"), /\$var wire 1 \S GPIO15_dht\.SDA \$end/);
  });

  test("in wall-clock time with a real broker", async () => {
    const real = file(
      "real.test.yaml",
      'name: real\nversion: 1\nsteps:\n  - wait-serial: "MQTT: conectado como"\n',
    );
    const { code, out } = await tool("scenario", real, "--real", "--serial");
    assert.equal(code, 0, out);
    assert.match(out, /broker\.emqx\.io is played by mqtt:\/\/127\.0\.0\.1:\d+/);
  });

  const refusals: [name: string, args: string[], expected: RegExp][] = [
    ["a file that is not there", ["none.yaml"], /none\.yaml/],
    [
      "a scenario that is wrong",
      [file("wrong.yaml", "name: x\nversion: 1\nsteps:\n  - dela: 1s\n")],
      /wrong\.yaml:4:5: step 1: there is no action dela; did you mean "delay"/,
    ],
    ["a broker in virtual time", [passing, "--broker", "mqtt://localhost"], /--broker goes with --real/],
    ["one log for two scenarios", [passing, late, "--vcd-file", "x.vcd"], /go with one scenario/],
  ];
  for (const [name, args, expected] of refusals)
    test(`refuses ${name}`, async () => {
      const { code, err } = await tool("scenario", ...args);
      assert.equal(code, 1);
      assert.match(err, expected);
      assert.doesNotMatch(err, /\n {4}at /, "no stack trace");
    });
});

describe("npm run lint:diagram", { concurrency: 2 }, () => {
  test("the project's diagram: exit 0", async () => {
    const { code, out } = await tool("lint-diagram");
    assert.equal(code, 0, out);
    assert.match(out, /diagram\.json: 0 errors, 0 warnings\n$/);
  });

  test("an error: file, line, column, rule; exit 1", async () => {
    const bad = file(
      "bad.json",
      '{ "version": 1,\n  "parts": [{ "type": "board-esp32-devkit-c-v4", "id": "esp" }],\n  "connections": [["esp:99", "esp:4"]] }',
    );
    const { code, out } = await tool("lint-diagram", bad);
    assert.equal(code, 1);
    assert.match(out, /bad\.json:3:20: "esp" .*no pin "99".* \[error: invalid-pin\]\n/);
  });

  test("a warning: exit 0, or 1 when it counts as an error", async () => {
    const idle = file(
      "idle.json",
      '{ "version": 1, "parts": [{ "type": "board-esp32-devkit-c-v4", "id": "esp" }, { "type": "wokwi-led", "id": "led" }], "connections": [] }',
    );
    const warned = await tool("lint-diagram", idle);
    assert.equal(warned.code, 0);
    assert.match(warned.out, /\[warning: redundant-parts\]/);
    const counted = await tool("lint-diagram", idle, "--warnings-as-errors", "--ignore-warnings");
    assert.equal(counted.code, 1);
    assert.doesNotMatch(counted.out, /redundant/);
  });

  test("what Wokwi takes and the virtual board cannot build", async () => {
    const uno = file(
      "uno.json",
      '{ "version": 1, "parts": [{ "type": "wokwi-arduino-uno", "id": "uno" }], "connections": [] }',
    );
    const { code, out } = await tool("lint-diagram", uno);
    assert.equal(code, 1);
    assert.match(out, /wokwi-arduino-uno.*\[error: virtual-board\]/);
  });

  test("a wokwi.toml beside the diagram that is wrong", async () => {
    const own = mkdtempSync(join(folder, "toml-"));
    writeFileSync(join(own, "diagram.json"), readFileSync(join(project, "diagram.json")));
    writeFileSync(join(own, "wokwi.toml"), "[wokwi]\nversion = 1\n");
    const { code, err } = await tool("lint-diagram", join(own, "diagram.json"));
    assert.equal(code, 1);
    assert.match(err, /wokwi\.toml: firmware is missing/);
  });
});
