/** The lint of diagrams: each rule by what it finds and where, and the project's own diagram. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { partTypes } from "../../../simulator/parts/registry.ts";
import { lintDiagram, rules } from "../../../simulator/wokwi/lint/lint.ts";
import { wokwiParts } from "../../../simulator/wokwi/part-list.ts";
import { project } from "../../support/xs-program.ts";

/** A diagram with one part and one wire a line, so that lines tell them apart: parts from 2 on, wires from 21. */
function diagram(parts: readonly string[], wires: readonly string[]): string {
  const lines = ['{ "version": 1, "parts": [', parts.join(",\n")];
  while (lines.join("\n").split("\n").length < 19) lines.push("");
  return [...lines, '], "connections": [', wires.join(",\n"), "]}"].join("\n");
}

const board = '{ "type": "wokwi-arduino-uno", "id": "uno" }';
const led = '{ "type": "wokwi-led", "id": "led", "left": 10 }';
const wired = ['["uno:13", "led:A", "green", []]', '["led:C", "uno:GND.1", "black", []]'];

/** `line rule` of what is found, without information. */
const found = (text: string) =>
  lintDiagram(text, "d.json")
    .filter(({ severity }) => severity !== "info")
    .map(({ line, rule, severity }) => `${line} ${rule} ${severity}`);

describe("each rule", () => {
  const part = (rest: string) => `{ "type": "wokwi-led", "id": "led", ${rest} }`;
  const cases: [name: string, text: string, expected: string[]][] = [
    ["nothing is wrong", diagram([board, led], wired), []],
    ["an id twice", diagram([board, led, led], wired), ["4 duplicate-id error"]],
    [
      "a pin that is not there",
      diagram([board, led], [...wired, '["uno:99", "led:B"]']),
      ["23 invalid-pin error", "23 invalid-pin error"],
    ],
    [
      "of two parts with one id the first counts",
      diagram([board, led, '{"type":"wokwi-dht22","id":"led"}'], wired),
      ["4 duplicate-id error"],
    ],
    ["no pin", diagram([board, led], [...wired, '["uno", "led:A"]']), ["23 invalid-pin error"]],
    [
      "a part that is not there",
      diagram([board, led], [...wired, '["uno:2", "lamp:A"]']),
      ["23 missing-component error"],
    ],
    [
      "the serial monitor is always there",
      diagram([board, led], [...wired, '["uno:1", "$serialMonitor:RX"]']),
      [],
    ],
    [
      "an unknown type",
      diagram([board, led, '{"type":"wokwi-ledd","id":"x"}'], [...wired, '["x:A", "uno:2"]']),
      ["4 unknown-part-type error"],
    ],
    [
      "chips and boards of one's own",
      diagram(
        [board, led, '{"type":"chip-mine","id":"x"}', '{"type":"board-mine","id":"y"}'],
        [...wired, '["x:A", "y:B"]'],
      ),
      [],
    ],
    [
      "an unknown attribute",
      diagram([board, part('"attrs": {"colour": "red"}')], wired),
      ["3 invalid-attribute warning"],
    ],
    [
      "an attribute's wrong value",
      diagram([board, part('"attrs": {"color": "pink"}')], wired),
      ["3 invalid-attribute warning"],
    ],
    [
      "a place among the attributes",
      diagram([board, part('"attrs": {"rotate": "90"}')], wired),
      ["3 misplaced-coords warning", "3 invalid-attribute warning"],
    ],
    [
      "x and y",
      diagram([board, part('"x": 3, "y": 4')], wired),
      ["3 wrong-coord-names error", "3 wrong-coord-names error"],
    ],
    ["a part without a wire", diagram([board, led], []), ["3 redundant-parts warning"]],
    ["a board without a wire", diagram([board], []), []],
    [
      "a text without a wire",
      diagram([board, '{"type":"wokwi-text","id":"t","attrs":{"text":"hi"}}'], []),
      [],
    ],
    [
      "holes of a breadboard",
      diagram(
        [board, '{"type":"wokwi-breadboard","id":"b"}'],
        ['["b:5t.a", "b:tp.50"]', '["b:64t.a", "b:tp.51"]'],
      ),
      ["22 invalid-pin error", "22 invalid-pin error"],
    ],
    ["no JSON", '{ "version": 1,', ["1 json-parse error"]],
    ["an empty file", "", ["1 json-parse error"]],
    ["nothing but space", " \n", ["2 json-parse error"]],
    ["no object", "[]", ["1 json-parse error"]],
    ["a part without an id", diagram(['{"type":"wokwi-led"}'], []), ["2 json-parse error"]],
  ];
  for (const [name, text, expected] of cases)
    test(name, () => assert.deepEqual(found(text).sort(), expected.sort()));

  test("all rules of Wokwi's lint are there", () => {
    assert.deepEqual(rules.map(({ id, severity }) => `${id} ${severity}`).sort(), [
      "duplicate-id error",
      "invalid-attribute warning",
      "invalid-pin error",
      "misplaced-coords warning",
      "missing-component error",
      "redundant-parts warning",
      "unknown-part-type error",
      "unsupported-part info",
      "wrong-coord-names error",
    ]);
  });

  test("a finding says what was meant, and where", () => {
    const text = diagram([board, '{"type":"wokwi-led","id":"led","attrs":{"colour":"red"}}'], wired);
    const [finding] = lintDiagram(text, "d.json");
    assert.deepEqual([finding!.file, finding!.line, finding!.column], ["d.json", 3, 50]);
    assert.match(finding!.message, /did you mean "color"\?/);
  });
});

test("the project's diagram has nothing wrong for Wokwi", () => {
  const file = join(project, "diagram.json");
  assert.deepEqual(found(readFileSync(file, "utf8")), []);
});

describe("the virtual board's parts are Wokwi's", () => {
  for (const [type, { pins, attributes, board: isBoard }] of partTypes)
    test(type, () => {
      const published = wokwiParts.get(type);
      assert.ok(published, "Wokwi knows it");
      assert.deepEqual(Object.keys(pins).sort(), [...published.pins].sort());
      assert.equal(isBoard ?? false, published.board);
      // Of boards Wokwi's list has no attributes.
      if (!isBoard)
        assert.deepEqual(Object.keys(attributes).sort(), Object.keys(published.attributes).sort());
    });
});
