/** TELNET commands and data, split anywhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { escaped, negotiation, subnegotiation, TelnetReader, Verb } from "../../tools/serial/telnet.ts";

const stream = Buffer.concat([
  Buffer.from("uno"),
  negotiation(Verb.Do, 44),
  Buffer.from("dos"),
  subnegotiation(44, [1, 255, 0, 1]),
  escaped(Buffer.from([255, 1, 255, 255])),
  negotiation(Verb.Wont, 3),
  Buffer.from([255, 241]),
  Buffer.from("tres"),
]);

function read(pieces: readonly Uint8Array[]): { data: string; said: string[] } {
  const data: Buffer[] = [];
  const said: string[] = [];
  const reader = new TelnetReader({
    data: (bytes) => void data.push(bytes),
    negotiation: (verb, option) => void said.push(`${verb} ${option}`),
  });
  for (const piece of pieces) reader.take(piece);
  return { data: Buffer.concat(data).toString("latin1"), said };
}

const whole = { data: "unodos\xff\x01\xff\xfftres", said: ["253 44", "252 3"] };

test("commands are told, data is what remains", () => {
  assert.deepEqual(read([stream]), whole);
});

test("however the bytes are split", () => {
  for (let at = 0; at <= stream.length; at++)
    assert.deepEqual(read([stream.subarray(0, at), stream.subarray(at)]), whole, `split at ${at}`);
  assert.deepEqual(read([...stream].map((byte) => Uint8Array.of(byte))), whole, "byte by byte");
});

test("a subnegotiation without an end does not swallow the line for ever", () => {
  const { data } = read([Buffer.from([255, 250, 44]), Buffer.alloc(300, 0x41)]);
  assert.match(data, /A+$/, "the line comes back");
});
