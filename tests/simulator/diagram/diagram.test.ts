import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { DiagramError, parseDiagram, readDiagram } from "../../../simulator/diagram/diagram.ts";

/** A diagram whose sections start on known lines: parts on line 2 (one a line from 3), connections after. */
function drawing(parts: readonly string[], connections: readonly string[] = []): string {
  const head = ['{ "version": 1, "author": "me",', '"parts": ['];
  return [...head, parts.join(",\n"), '],"connections": [', connections.join(",\n"), "] }"].join("\n");
}

const ESP = '{ "type": "board-esp32-devkit-c-v4", "id": "esp", "attrs": {} }';
const DHT = '{ "type": "wokwi-dht22", "id": "dht", "left": 10.5, "attrs": { "temperature": "-3.5" } }';
const LED = '{ "type": "wokwi-led", "id": "led" }';

function problemsOf(text: string): string[] {
  try {
    parseDiagram(text, "d.json");
  } catch (error) {
    assert.ok(error instanceof DiagramError, String(error));
    assert.equal(error.file, "d.json");
    assert.equal(error.line, error.problems[0]!.line);
    return error.message.split("\n");
  }
  return [];
}

test("a right diagram is read as it is written", () => {
  const text = drawing(
    [ESP, DHT],
    ['["dht:SDA", "esp:15", "green", ["v10", "*", "h5"]]', '["dht:VCC", "esp:3V3"]'],
  );
  const diagram = parseDiagram(text);
  assert.equal(diagram.author, "me");
  assert.deepEqual(
    diagram.parts.map(({ id, type, left, attrs }) => ({ id, type, left, attrs })),
    [
      { id: "esp", type: "board-esp32-devkit-c-v4", left: 0, attrs: {} },
      { id: "dht", type: "wokwi-dht22", left: 10.5, attrs: { temperature: "-3.5" } },
    ],
  );
  const [wire, short] = diagram.connections;
  assert.deepEqual(wire!.from, { part: "dht", pin: "SDA" });
  assert.deepEqual(wire!.to, { part: "esp", pin: "15" });
  assert.deepEqual([wire!.color, wire!.steps], ["green", ["v10", "*", "h5"]]);
  assert.deepEqual([short!.color, short!.steps], ["", []]);
  assert.deepEqual(diagram.warnings, []);
});

const mistakes: readonly { name: string; text: string; message: RegExp }[] = [
  { name: "an empty file", text: "", message: /^d\.json:1:1: .*JSON/ },
  {
    name: "a comma that lacks",
    text: '{ "version": 1\n"parts": [] }',
    message: /^d\.json:2:1: .*comma expected/,
  },
  { name: "a comment", text: '{ "version": 1,\n // no\n"parts": [] }', message: /^d\.json:2:2: .*comment/ },
  { name: "a trailing comma", text: '{ "version": 1,\n}', message: /^d\.json:2:1: / },
  { name: "no object", text: "[]", message: /a diagram must be an object, not an array/ },
  { name: "no version", text: `{ "parts": [${ESP}] }`, message: /^d\.json:1:1: .*add "version": 1/ },
  {
    name: "another version",
    text: `{\n"version": 2, "parts": [${ESP}] }`,
    message: /^d\.json:2:12: only .* version 1/,
  },
  { name: "no parts", text: '{ "version": 1 }', message: /^d\.json:1:1: the diagram has no parts/ },
  { name: "no board", text: drawing([DHT]), message: /^d\.json:2:10: there is no board; add .*devkit-c-v4/ },
  {
    name: "two boards",
    text: drawing([ESP, ESP.replace('"esp"', '"esp2"')]),
    message: /^d\.json:2:10: there are 2 boards \(esp, esp2\); keep one/,
  },
  {
    name: "an unknown part",
    text: drawing([ESP, '{ "type": "wokwi-dht11", "id": "dht" }']),
    message: /^d\.json:4:11: there is no part "wokwi-dht11"; did you mean "wokwi-dht22"\? known: board-esp32/,
  },
  {
    name: "a part without an id",
    text: drawing([ESP, '{ "type": "wokwi-led" }']),
    message: /^d\.json:4:1: this part has no id/,
  },
  {
    name: "a part without a type",
    text: drawing([ESP, '{ "id": "led" }']),
    message: /^d\.json:4:1: this part has no type; known: /,
  },
  {
    name: "a part that is no object",
    text: drawing([ESP, "7"]),
    message: /^d\.json:4:1: a part must be an object, not a number/,
  },
  { name: "an id twice", text: drawing([ESP, LED, LED]), message: /^d\.json:5:30: the id "led" is taken/ },
  {
    name: "an id with a colon",
    text: drawing([ESP, LED.replace('"led"', '"a:b"')]),
    message: /"a:b" cannot be/,
  },
  {
    name: "a coordinate in quotes",
    text: drawing([ESP, DHT.replace("10.5", '"10"')]),
    message: /^d\.json:4:47: left of part "dht" must be a number, not a string/,
  },
  {
    name: "an attribute out of range",
    text: drawing([ESP, DHT.replace("-3.5", "99")]),
    message: /^d\.json:4:\d+: temperature of part "dht" is "99"; it must be a number from -40 to 80/,
  },
  {
    name: "an attribute that is no text",
    text: drawing([ESP, DHT.replace('"-3.5"', "[]")]),
    message: /temperature of part "dht" must be text in quotes/,
  },
  {
    name: "an unknown pin",
    text: drawing([ESP, DHT], ['["dht:DATA", "esp:15", "", []]']),
    message: /^d\.json:6:2: "dht:DATA": dht has no pin "DATA"; known: VCC, SDA, NC, GND/,
  },
  {
    name: "a pin nearly right",
    text: drawing([ESP, DHT], ['["dht:GND", "esp:GND", "", []]']),
    message: /^d\.json:6:13: .* did you mean "GND\.1"\?/,
  },
  {
    name: "a part that is not there",
    text: drawing([ESP, DHT], ['["dhr:SDA", "esp:15"]']),
    message:
      /^d\.json:6:2: "dhr:SDA": there is no part "dhr"; did you mean "dht"\? known: esp, dht, \$serialMonitor/,
  },
  {
    name: "a pin the serial monitor lacks",
    text: drawing([ESP], ['["esp:TX", "$serialMonitor:IN"]']),
    message: /\$serialMonitor has no pin "IN"; known: RX, TX/,
  },
  {
    name: "an end without a pin",
    text: drawing([ESP], ['["esp", "esp:2"]']),
    message: /"esp" leads nowhere/,
  },
  {
    name: "an empty end",
    text: drawing([ESP], ['["", "esp:2"]']),
    message: /^d\.json:5:2: "" leads nowhere/,
  },
  {
    name: "one end",
    text: drawing([ESP], ['["esp:2"]']),
    message: /^d\.json:5:1: this connection lacks an end/,
  },
  { name: "a loop", text: drawing([ESP], ['["esp:2", "esp:2"]']), message: /esp:2 is connected to itself/ },
  {
    name: "no array",
    text: drawing([ESP], ['"esp:2"']),
    message: /a connection must be an array, not a string/,
  },
];

for (const { name, text, message } of mistakes) {
  test(`mistake: ${name}`, () => {
    const problems = problemsOf(text);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.match(problems[0]!, message);
  });
}

test("all mistakes are told together, each with its line", () => {
  const problems = problemsOf(drawing([ESP, DHT.replace("-3.5", "99"), LED, LED], ['["x:1", "led:Z"]']));
  assert.deepEqual(
    problems.map((problem) => Number(problem.split(":")[1])),
    [4, 6, 8, 8],
  );
});

test("no more than 20 are listed", () => {
  const problems = problemsOf(
    drawing(
      [ESP],
      Array.from({ length: 30 }, () => '["esp:99", "esp:2"]'),
    ),
  );
  assert.equal(problems.length, 21);
  assert.equal(problems[20], "and 10 more");
});

test("Windows line ends are counted once", () => {
  const text = drawing([ESP, '{ "type": "wokwi-dht11", "id": "dht" }']).replaceAll("\n", "\r\n");
  assert.match(problemsOf(text)[0]!, /^d\.json:4:11: /);
});

test("an unknown attribute is a warning: Wokwi has more of them", () => {
  const diagram = parseDiagram(
    drawing([ESP, LED.replace("}", ', "attrs": { "colour": "red" } }')]),
    "d.json",
  );
  assert.deepEqual(diagram.parts[1]!.attrs, {});
  assert.equal(diagram.warnings.length, 1);
  assert.equal(diagram.warnings[0]!.line, 4);
  assert.match(diagram.warnings[0]!.message, /no attribute "colour"; did you mean "color"\?/);
});

test("names of Object's own are names like any other", () => {
  assert.match(problemsOf(drawing([ESP], ['["esp:constructor", "esp:2"]']))[0]!, /no pin "constructor"/);
  const diagram = parseDiagram(drawing([ESP.replace("{}", '{ "toString": "1" }')]));
  assert.equal(diagram.warnings.length, 1);
});

test("the project's own diagram is right", () => {
  const diagram = readDiagram(fileURLToPath(new URL("../../../diagram.json", import.meta.url)));
  assert.deepEqual(diagram.warnings, []);
});
