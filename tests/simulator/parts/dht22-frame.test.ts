import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFrame, frameBits } from "../../../simulator/parts/dht22-frame.ts";

const frames: readonly { temperature: number; humidity: number; clone?: boolean; bytes: number[] }[] = [
  // The data sheet's examples: 652 is 65.2 %RH, 351 is 35.1 C, 0x8065 is -10.1 C.
  { temperature: 35.1, humidity: 65.2, bytes: [0x02, 0x8c, 0x01, 0x5f, 0xee] },
  { temperature: -10.1, humidity: 65.2, bytes: [0x02, 0x8c, 0x80, 0x65, 0x73] },
  { temperature: -10.1, humidity: 65.2, clone: true, bytes: [0x02, 0x8c, 0xff, 0x9b, 0x28] },
  { temperature: 10.1, humidity: 65.2, clone: true, bytes: [0x02, 0x8c, 0x00, 0x65, 0xf3] },
  { temperature: 0, humidity: 0, bytes: [0, 0, 0, 0, 0] },
  { temperature: -0.0, humidity: 100, bytes: [0x03, 0xe8, 0, 0, 0xeb] },
];

for (const { temperature, humidity, clone = false, bytes } of frames) {
  test(`${temperature} C and ${humidity} %${clone ? " of a clone" : ""}`, () => {
    assert.deepEqual([...encodeFrame({ temperature, humidity }, clone)], bytes);
  });
}

test("the bits come most significant first", () => {
  const bits = frameBits(Uint8Array.of(0x80, 0x01));
  assert.deepEqual(
    bits.flatMap((bit, index) => (bit ? [index] : [])),
    [0, 15],
  );
});
