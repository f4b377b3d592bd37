/** How the consumer shows what comes: text, JSON, binary, what would steer a terminal; the drawing. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { payloadLines, readPayload } from "../../tools/consumer/payload.ts";
import { Plot } from "../../tools/consumer/plot.ts";
import { MessageJSON, MessageLines } from "../../tools/consumer/views.ts";
import { safeText } from "../../tools/lib/safe-text.ts";
import { LineView } from "../../tools/start/line-view.ts";

const at = new Date(2026, 0, 2, 3, 4, 5);
const message = (topic: string, payload: string | Uint8Array, retain = false) => ({
  topic,
  payload: Buffer.from(payload as Uint8Array),
  qos: 1,
  retain,
});

describe("payloads", () => {
  const cases: [string, string | Uint8Array, string[]][] = [
    ["text", "Alarma activada", ["Alarma activada"]],
    ["no bytes", "", ["(vacío)"]],
    ["several lines", "a\nb\r\nc", ["a", "b", "c"]],
    [
      "a short JSON object, its numbers as written",
      '{"temp":24.0,"humidity":40.0}',
      ['{ "temp": 24.0, "humidity": 40.0 }'],
    ],
    ["JSON that is broken", '{"temp":', ['{"temp":']],
    ["a number", "24.0", ["24.0"]],
    ["bytes that are no UTF-8", Uint8Array.of(0xff, 0, 1), ["hex ff 00 01"]],
    ["a sequence that steers the terminal", "\x1b[2Jhola", ["hex 1b 5b 32 4a 68 6f 6c 61"]],
    ["C1, which steers it too", "\u009b2J", ["hex c2 9b 32 4a"]],
    ["text that would be shown backwards", "a\u202eb", ["hex 61 e2 80 ae 62"]],
  ];
  for (const [name, payload, lines] of cases)
    test(name, () =>
      assert.deepEqual(payloadLines(readPayload(Buffer.from(payload as Uint8Array)), 100), lines),
    );

  test("a long JSON object has a line for each value", () => {
    const value = { lista: [1, 2], texto: "x".repeat(90) };
    const lines = payloadLines(readPayload(Buffer.from(JSON.stringify(value))), 100);
    assert.equal(lines[0], "{");
    assert.deepEqual(JSON.parse(lines.join("\n")), value);
  });

  test("what is huge is cut", () => {
    for (const payload of ["x".repeat(1e6), `{"a":"${"x".repeat(1e6)}"}`, new Uint8Array(1e6)]) {
      const shown = payloadLines(readPayload(Buffer.from(payload as Uint8Array)), 100).join("\n");
      assert.ok(shown.length < 3000, `${shown.length} characters`);
      assert.match(shown, /… \(\d+ (caracteres|bytes)\)$/);
    }
  });

  test("neither a topic nor what npm start shows can steer the terminal", () => {
    let shown = "";
    const view = new LineView({
      write: (text) => {
        shown += text;
      },
      colours: false,
    });
    view.show({ event: "message", at: 1, topic: "t\x07", payload: "\x1b[2J", qos: 0, retain: false });
    assert.equal(shown, "    1.0 mqtt  │ t\\u{7} \\u{1b}[2J\n");
    assert.equal(safeText("a/\x1b[2J\u202e"), "a/\\u{1b}[2J\\u{202e}");
  });
});

describe("views", () => {
  test("lines: time, topic, payload, retained", () => {
    let output = "";
    const view = new MessageLines((text) => {
      output += text;
    }, false);
    view.say("Conectado");
    view.show(message("casa/estado", "online", true), at);
    view.show(message("casa/nota", "a\nb"), at);
    assert.equal(
      output,
      "Conectado\n03:04:05  casa/estado  online (retenido)\n03:04:05  casa/nota  a\n          b\n",
    );
  });

  test("colours only where they are asked for", () => {
    let output = "";
    new MessageLines((text) => {
      output += text;
    }, true).show(message("casa", "x"), at);
    assert.ok(output.includes("\x1b[32mcasa\x1b[39m"), output);
  });

  test("JSON: one object a line, binary as hex", () => {
    let output = "";
    const notes: string[] = [];
    const view = new MessageJSON(
      (text) => {
        output += text;
      },
      (line) => void notes.push(line),
    );
    view.say("Conectado");
    view.show(message("a", '{"temp":24.0}', true), at);
    view.show(message("b", Uint8Array.of(0xff)), at);
    view.show(message("c", ""), at);
    const time = at.toISOString();
    assert.deepEqual(
      output
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
      [
        { time, topic: "a", payload: '{"temp":24.0}', qos: 1, retain: true },
        { time, topic: "b", hex: "ff", qos: 1, retain: false },
        { time, topic: "c", payload: "", qos: 1, retain: false },
      ],
    );
    assert.deepEqual(notes, ["Conectado"]);
  });
});

describe("the drawing", () => {
  const draw = (live: boolean) => {
    const output: string[] = [];
    const view = new Plot({ write: (text) => void output.push(text), live, colours: false, width: 60 });
    return { output, view };
  };
  const reading = (temp: number, humidity: number) =>
    message("casa/clima", JSON.stringify({ temp, humidity }));

  test("as they come, in the same place", () => {
    const { output, view } = draw(true);
    view.show(reading(24, 40), at);
    view.show(message("casa/alarma", "Alarma activada"), at);
    view.show(reading(26.5, 45), at);
    assert.equal(output.length, 2, "only readings are drawn");
    const lines = output[0]!.split("\n").length - 1;
    assert.ok(output[1]!.startsWith(`\x1b[${lines}A\x1b[0J`), "back to the first line");
    assert.match(output[1]!, /casa\/clima, 2 lecturas, de 03:04:05 a 03:04:05/);
    assert.match(output[1]!, /Temperatura: 26\.5 °C[\s\S]*26\.5┤[\s\S]*24\.0┤[\s\S]*Humedad: 45\.0 %/);
  });

  test("once, at the end, where there is no terminal", () => {
    const { output, view } = draw(false);
    for (let i = 0; i < 300; i++) view.show(reading(20 + (i % 7), 50), at);
    assert.deepEqual(output, []);
    view.close();
    assert.match(output.join(""), /120 lecturas/);
    for (const line of output.join("").split("\n")) assert.ok(line.length <= 60, `${line.length}: ${line}`);
  });

  test("values that are none are not drawn", () => {
    const { output, view } = draw(false);
    for (const payload of ['{"temp":"24","humidity":40}', '{"temp":24}', "[]", "null", "24"])
      view.show(message("casa/clima", payload), at);
    view.close();
    assert.equal(output.join(""), "Aún no ha llegado ninguna lectura.\n");
  });
});
