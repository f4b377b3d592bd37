/** What the steps do on a board, and how a run ends. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { PNG } from "pngjs";
import { runScenario, type StepResult } from "../../../simulator/scenario/run-scenario.ts";
import { parseScenario, readScenario, type Scenario } from "../../../simulator/scenario/scenario.ts";
import { virtualSimulation } from "../../support/simulation.ts";
import { project } from "../../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "vigia-scenario-"));
after(() => rmSync(folder, { recursive: true }));

interface Run {
  results: StepResult[];
  serial: string;
}

async function run(scenario: Scenario | string, { seed = 1, timeout = 30e6 } = {}): Promise<Run> {
  const open = await virtualSimulation({ seed });
  try {
    const parsed =
      typeof scenario === "string"
        ? parseScenario(`name: x\nversion: 1\nsteps:\n${scenario}`, join(folder, "s.yaml"))
        : scenario;
    return { results: await runScenario(open.simulation, parsed, { timeout }), serial: open.serial() };
  } finally {
    await open.close();
  }
}

/** What became of the last step that was begun. */
const last = ({ results }: Run) => {
  const { step, outcome, at, message } = results.at(-1)!;
  return { number: step.number, outcome, at, message };
};

describe("the project's scenarios pass in virtual time, whatever the chance", { timeout: 60_000 }, () => {
  const names = readdirSync(join(project, "wokwi")).filter((name) => name.endsWith(".test.yaml"));
  for (const name of names)
    test(name, async () => {
      const scenario = readScenario(join(project, "wokwi", name));
      for (const seed of [1, 2, 3]) {
        const { results, serial } = await run(scenario, { seed });
        assert.deepEqual(
          results
            .filter(({ outcome }) => outcome !== "passed")
            .map(({ step, message }) => [step.text, message]),
          [],
          serial,
        );
        assert.equal(results.length, scenario.steps.length);
      }
    });
});

test("the same seed gives the same run, another seed another", async () => {
  const scenario = readScenario(join(project, "wokwi", "alarm.test.yaml"));
  const times = ({ results }: Run) => results.map(({ at }) => at);
  const first = await run(scenario);
  const again = await run(scenario);
  assert.equal(again.serial, first.serial);
  assert.deepEqual(times(again), times(first));
  assert.notDeepEqual(times(await run(scenario, { seed: 2 })), times(first));
});

test("a minute of simulated time", async () => {
  const { results } = await run("  - delay: 60s", { timeout: 0 });
  assert.equal(results[0]!.at, 60e6);
});

test("time passes only in steps that wait", async () => {
  const { results } = await run(`
  - delay: 1s
  - set-control: {part-id: btn, control: pressed, value: 1}
  - expect-pin: {part-id: esp, pin: 18, value: 0}
  - wait-serial: "Vigía"
  - delay: 250us`);
  assert.deepEqual(
    results.map(({ at, outcome }) => [at, outcome]),
    [1e6, 1e6, 1e6, 1e6, 1_000_250].map((at) => [at, "passed"]),
  );
});

describe("a step that does not pass ends the run", { timeout: 60_000 }, () => {
  const cases: [name: string, steps: string, expected: RegExp][] = [
    ["a high pin", "- expect-pin: {part-id: esp, pin: 3V3, value: 0}", /pin esp:3V3 should be 0, it is 1/],
    ["a low pin", "- expect-pin: {part-id: esp, pin: 18, value: 1}", /pin esp:18 should be 1, it is 0/],
    [
      "a part that is not there",
      "- expect-pin: {part-id: es, pin: 4, value: 0}",
      /no part "es"; did you mean "esp"/,
    ],
    ["a pin that is not there", "- expect-pin: {part-id: esp, pin: D4, value: 0}", /no pin "D4"/],
    [
      "a control that is not there",
      "- set-control: {part-id: dht, control: temp, value: 0}",
      /no control "temp"/,
    ],
    [
      "a value beyond the sensor",
      "- set-control: {part-id: dht, control: humidity, value: 101}",
      /from 0 to 100/,
    ],
    ["the log of a custom chip", "- expect-chip-output: hello", /no custom chip/],
    [
      "a touch",
      "- touch: {part-id: esp, x: 1, y: 1}",
      /"esp" \(board-esp32-devkit-c-v4\) has no touch screen/,
    ],
    [
      "a touch-press",
      "- touch-press: {part-id: lamp, x: 1, y: 1}",
      /"lamp" \(wokwi-led\) has no touch screen/,
    ],
    ["a touch-move", "- touch-move: {part-id: lamp, x: 1, y: 1}", /no touch screen/],
    ["a touch-release", "- touch-release: {part-id: tft}", /no part "tft"/],
    ["a screenshot of nothing", "- take-screenshot: {part-id: tft, save-to: a.png}", /no part "tft"/],
    [
      "a folder that is not there",
      "- take-screenshot: {part-id: esp, save-to: no/a.png}",
      /cannot be written.*no\/a\.png/,
    ],
    [
      "a picture that is not there",
      "- take-screenshot: {part-id: esp, compare-with: no.png}",
      /no\.png is not a picture/,
    ],
  ];
  for (const [name, steps, expected] of cases)
    test(name, async () => {
      const done = await run(`  - delay: 1ms\n  ${steps}\n  - delay: 1ms`);
      const { number, outcome, at, message } = last(done);
      assert.deepEqual([number, outcome, at], [2, "failed", 1000]);
      assert.match(message!, expected);
    });
});

describe("the time limit is of simulated time", { timeout: 60_000 }, () => {
  test("a text that is never said", async () => {
    const result = last(await run("  - delay: 1s\n  - wait-serial: nunca", { timeout: 5e6 }));
    assert.deepEqual([result.number, result.outcome, result.at], [2, "timeout", 5e6]);
    assert.match(result.message!, /5000 ms of simulated time/);
  });
  test("a delay that ends with it comes too late, as with wokwi-cli", async () => {
    assert.equal(last(await run("  - delay: 5s", { timeout: 5e6 })).outcome, "timeout");
  });
  test("a run that is over before it", async () => {
    assert.equal(last(await run("  - delay: 4999ms", { timeout: 5e6 })).outcome, "passed");
  });
});

describe("wait-serial", { timeout: 60_000 }, () => {
  test("finds what was said while other steps waited", async () => {
    const { results } = await run("  - delay: 3s\n  - wait-serial: Vigía\n  - wait-serial: Clima");
    assert.ok(
      results.every(({ outcome, at }) => outcome === "passed" && at === 3e6),
      "at once",
    );
  });
  test("does not find what was said before the last match", async () => {
    const result = last(await run("  - wait-serial: Clima\n  - wait-serial: Vigía", { timeout: 9e6 }));
    assert.deepEqual([result.number, result.outcome], [2, "timeout"]);
  });
  test("takes UTF-8", async () => {
    assert.equal(last(await run('  - wait-serial: "Wi-Fi: conectado, dirección"')).outcome, "passed");
  });
});

describe("take-screenshot", { timeout: 60_000 }, () => {
  const press = "- set-control: {part-id: btn, control: pressed, value: 1}";
  test("keeps a picture beside the scenario, and compares with it", async () => {
    const kept = await run(`
  - take-screenshot: {part-id: btn, save-to: up.png}
  - take-screenshot: {part-id: btn, compare-with: up.png}
  ${press}
  - take-screenshot: {part-id: btn, compare-with: up.png}`);
    assert.deepEqual(last(kept).number, 4);
    assert.match(last(kept).message!, /does not look like up\.png at x \d+, y \d+/);
    assert.equal(PNG.sync.read(readFileSync(join(folder, "up.png"))).width, 67);
  });
  test("a picture of another size, and a file that is none", async () => {
    writeFileSync(join(folder, "tiny.png"), PNG.sync.write(new PNG({ width: 2, height: 3 })));
    writeFileSync(join(folder, "text.png"), "not a picture");
    const compare = (name: string) => run(`  - take-screenshot: {part-id: btn, compare-with: ${name}}`);
    assert.match(last(await compare("tiny.png")).message!, /tiny\.png is 2x3, the part is 67x45 pixels/);
    assert.match(last(await compare("text.png")).message!, /text\.png is not a picture/);
  });
});

test("what the simulator itself fails of is no step's failure", async () => {
  const open = await virtualSimulation();
  const scenario = parseScenario("name: x\nversion: 1\nsteps:\n  - delay: 1s", "s.yaml");
  open.simulation.pauseAt(1000, () => {
    throw new TypeError("broken");
  });
  await assert.rejects(runScenario(open.simulation, scenario, { timeout: 0 }), /broken/);
  await open.close();
});
