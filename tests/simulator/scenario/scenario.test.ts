/** What a scenario may say, and how it is told what it may not. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseScenario, readScenario, ScenarioError } from "../../../simulator/scenario/scenario.ts";
import { parseTime } from "../../../simulator/scenario/step.ts";
import { project } from "../../support/xs-program.ts";

const withSteps = (steps: string) => `name: x\nversion: 1\nsteps:\n${steps}`;

describe("a scenario is refused with file, line, column and cause", () => {
  const cases: [name: string, text: string, expected: RegExp][] = [
    ["an empty file", "", /^s\.yaml:1:1: a scenario has name, version and steps$/],
    ["no YAML", "name: [", /^s\.yaml:1:8: this is not YAML/],
    ["an alias of nothing", withSteps("  - *press"), /s\.yaml:4:5: there is no anchor &press/],
    ["an alias of nothing within", withSteps("  - set-control: *on"), /s\.yaml:4:18: there is no anchor &on/],
    ["no name", "version: 1\nsteps: []", /no name/],
    ["a name that is no text", "name: 3\nversion: 1\nsteps: []", /s\.yaml:1:7: .*no name/],
    ["another version", "name: x\nversion: 2\nsteps: []", /s\.yaml:2:10: .*version: 1/],
    ["no steps", "name: x\nversion: 1", /no list of steps/],
    ["steps that are no list", "name: x\nversion: 1\nsteps: 3", /s\.yaml:3:8: .*no list of steps/],
    ["a step that is a word", withSteps("  - delay"), /s\.yaml:4:5: step 1: .*known: delay/],
    ["a step without an action", withSteps("  - name: nothing"), /step 1: there is no action/],
    [
      "an unknown action",
      withSteps("  - wait-seria: x"),
      /step 1: there is no action wait-seria; did you mean "wait-serial"/,
    ],
    [
      "two actions",
      withSteps("  - delay: 1s\n    wait-serial: x"),
      /step 1: delay and wait-serial are two actions/,
    ],
    [
      "the second step",
      withSteps("  - delay: 1s\n  - delay: 2"),
      /s\.yaml:5:5: step 2: delay: 2 has no unit.*200ms/,
    ],
    ["a delay in words", withSteps("  - delay: soon"), /a time is a number with ns, us, ms or s/],
    ["a delay in minutes", withSteps("  - delay: 2m"), /a time is a number/],
    ["an empty text", withSteps('  - wait-serial: ""'), /empty/],
    ["no bytes", withSteps("  - write-serial: []"), /at least one byte/],
    ["bytes too large", withSteps("  - write-serial: [256]"), /from 0 to 255/],
    [
      "a control without a part",
      withSteps("  - set-control: {control: pressed, value: 1}"),
      /part-id is missing/,
    ],
    [
      "a control without a name",
      withSteps("  - set-control: {part-id: btn, value: 1}"),
      /control is missing/,
    ],
    [
      "a control without a value",
      withSteps("  - set-control: {part-id: btn, control: pressed}"),
      /value is missing/,
    ],
    [
      "a fault, which Wokwi has not",
      withSteps("  - set-control: {part-id: dht, control: fault, value: absent}"),
      /must be a number/,
    ],
    [
      "a parameter too many",
      withSteps("  - expect-pin: {part-id: esp, pin: 2, expected: 1}"),
      /no parameter expected; known: part-id, name, pin, value/,
    ],
    [
      "a pin's value in quotes",
      withSteps('  - expect-pin: {part-id: esp, pin: 2, value: "1"}'),
      /value must be 0 or 1/,
    ],
    [
      "pin 0 without quotes",
      withSteps("  - expect-pin: {part-id: esp, pin: 0, value: 1}"),
      /pin is missing \(pin 0/,
    ],
    ["a screenshot for nothing", withSteps("  - take-screenshot: {part-id: esp}"), /save-to or compare-with/],
    ["a touch without a place", withSteps("  - touch: {part-id: esp, x: 1}"), /y is missing/],
    ["a touch at no place", withSteps("  - touch: {part-id: esp, x: 1, y: z}"), /x and y are numbers/],
    ["a touch with a wrong time", withSteps("  - touch: {part-id: esp, x: 1, y: 1, duration: 5}"), /no unit/],
  ];
  for (const [name, text, expected] of cases)
    test(name, () =>
      assert.throws(
        () => parseScenario(text, "s.yaml"),
        (error) => {
          assert.ok(error instanceof ScenarioError, String(error));
          assert.match(error.message, expected);
          return true;
        },
      ),
    );

  test("all that is wrong is told at once", () => {
    assert.throws(
      () => parseScenario("version: 2\nsteps:\n  - delay: 1\n  - jump: 2\n", "s.yaml"),
      (error: Error) => error.message.split("\n").length === 4,
    );
  });
});

test("every action of wokwi-cli 0.26 is understood, with both words where there are two", () => {
  const { steps } = parseScenario(
    withSteps(`
  - delay: 0.5s
  - wait-serial: 42
  - write-serial: [104, 111]
  - write-serial: "é"
  - set-control: {part-id: btn, name: pressed, value: 1}
  - set-control: {part-id: btn, control: pressed, value: 0}
  - expect-pin: {part-id: esp, name: "0", value: 1}
  - expect-pin: {part-id: esp, pin: 18, value: 0}
  - expect-chip-output: hello
  - take-screenshot: {part-id: lamp, save-to: a.png, compare-with: b.png}
  - touch: {part-id: esp, x: 1, y: 2, duration: 50ms, wait: true}
  - touch-press: {part-id: esp, x: 1, y: 2}
  - touch-move: {part-id: esp, x: 1, y: 2}
  - name: the end
    touch-release: {part-id: esp}
`),
    "s.yaml",
  );
  assert.deepEqual(
    steps.map(({ text }) => text),
    [
      "delay 500 ms",
      'wait-serial "42"',
      'write-serial "ho"',
      'write-serial "é"',
      "set-control btn pressed = 1",
      "set-control btn pressed = 0",
      "expect-pin esp:0 is 1",
      "expect-pin esp:18 is 0",
      'expect-chip-output "hello"',
      "take-screenshot lamp to a.png as b.png",
      "touch esp at 1, 2",
      "touch-press esp at 1, 2",
      "touch-move esp at 1, 2",
      "touch-release esp",
    ],
  );
  assert.equal(steps.at(-1)!.name, "the end");
  assert.equal(steps.at(-1)!.line, 18);
});

test("anchors and aliases of YAML are followed", () => {
  const { steps } = parseScenario(
    withSteps(
      "  - &press\n    set-control: &on {part-id: btn, control: pressed, value: 1}\n  - *press\n  - set-control: *on",
    ),
    "s.yaml",
  );
  assert.deepEqual(
    steps.map(({ text }) => text),
    Array(3).fill("set-control btn pressed = 1"),
  );
});

test("times have units", () => {
  const times: [string, number | undefined][] = [
    ["200ms", 200_000],
    ["1.5 s", 1_500_000],
    ["3us", 3],
    ["500ns", 0.5],
    ["2S", 2_000_000],
    ["0", 0],
    ["0.0", 0],
    ["5", undefined],
    ["-1s", undefined],
    ["1h", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of times) assert.equal(parseTime(text), expected, text);
});

test("the project's own scenarios can be read", () => {
  const names = readdirSync(join(project, "wokwi")).filter((name) => name.endsWith(".test.yaml"));
  assert.ok(names.length >= 4, names.join());
  for (const name of names) readScenario(join(project, "wokwi", name));
});
