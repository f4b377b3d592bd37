/** The serial console's input: what is typed on the PC arrives in the firmware as lines. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type VirtualBoard, virtualBoard } from "../support/virtual-board.ts";

async function listening(t: TestContext): Promise<VirtualBoard> {
  const node = await virtualBoard({ firmware: { main: "tests/xs/board/serial" } });
  t.after(() => node.close());
  node.pass(1);
  return node;
}

/** What the firmware says to what is typed. */
function type(node: VirtualBoard, text: string | Uint8Array): string[] {
  const before = node.lines.length;
  node.board.writeSerial(Buffer.from(text));
  node.pass(1);
  return node.lines.slice(before);
}

test("the port is taken as the chip has it", async (t) => {
  const node = await listening(t);
  assert.deepEqual(node.lines, [
    "no such port: invalid port",
    "no speed: invalid baud",
    "a pin of the flash: invalid pin",
    "a pin in use: in use",
    "nothing to read: taken",
  ]);
});

const cases: [string, string | Uint8Array, string[]][] = [
  ["CR LF", "ayuda\r\n", ['line "ayuda"']],
  ["LF", "ayuda\n", ['line "ayuda"']],
  ["CR", "ayuda\restado\r", ['line "ayuda"', 'line "estado"']],
  ["empty lines and spaces", "\n\r\n \t \r\n", []],
  ["spaces around", "  a b \n", ['line "a b"']],
  ["UTF-8", "wifi Señal 🏠\n", ['line "wifi Señal 🏠"']],
  ["backspace", "ab\x08c\x7fd\n", ['line "ad"']],
  ["backspace over a character of several bytes", "añ\x08b🏠\x7fc\n", ['line "abc"']],
  ["backspace at the beginning", "\x08\x08a\x08\x08b\n", ['line "b"']],
  ["Ctrl-U and Ctrl-C", "abc\x15def\x03ghi\n", ['line "ghi"']],
  ["arrows and function keys", "a\x1b[Ab\x1b[15~c\x1bOPd\n", ['line "abcd"']],
  ["an escape that the line's end cuts off", "a\x1b[\nb\n", ['line "a"', 'line "b"']],
  ["control characters", "a\x00\x01\x07b\n", ['line "ab"']],
  ["a line that is not UTF-8", Buffer.from([0x61, 0xff, 0xc3, 0x0a]), ["bad line: encoding"]],
  ["the longest line", `${"x".repeat(600)}\n`, [`line "${"x".repeat(600)}"`]],
  ["a line too long, and the next one", `${"x".repeat(601)}\x08\ny\n`, ["bad line: long", 'line "y"']],
  ["much too long", `${"x".repeat(10_000)}\ny\n`, ["bad line: long", 'line "y"']],
];

for (const [name, text, lines] of cases)
  test(`a line: ${name}`, async (t) => {
    const node = await listening(t);
    assert.deepEqual(type(node, text).concat(type(node, "")), lines);
    if (typeof text !== "string") return;
    const after = node.lines.length;
    for (const byte of Buffer.from(text).subarray(0, 2_000)) node.board.writeSerial(Buffer.of(byte));
    node.pass(2);
    if (text.length <= 2_000) assert.deepEqual(node.lines.slice(after), lines, "a byte at a time");
  });

test("what is typed while the chip restarts or is off is lost, and nothing else", async (t) => {
  const node = await listening(t);
  node.board.powerOff();
  node.board.writeSerial(Buffer.from("lost\n"));
  node.pass(1);
  node.board.powerOn();
  node.board.writeSerial(Buffer.from("lost too\n"));
  node.pass(1);
  assert.deepEqual(type(node, "kept\n"), ['line "kept"']);
});

test("bytes take their time on the wire", async (t) => {
  const node = await listening(t);
  node.board.writeSerial(Buffer.from(`${"x".repeat(599)}\n`));
  const before = node.lines.length;
  node.pass((600 * 10) / 115_200 - 0.001);
  assert.equal(node.lines.length, before);
  node.pass(0.002);
  assert.equal(node.lines.length, before + 1);
});
