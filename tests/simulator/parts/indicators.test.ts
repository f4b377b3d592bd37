import assert from "node:assert/strict";
import { test } from "node:test";
import { type Buzzer, buzzer } from "../../../simulator/parts/buzzer.ts";
import { type Led, led } from "../../../simulator/parts/led.ts";
import type { Drive } from "../../../simulator/parts/net.ts";
import { makeBench } from "./bench.ts";

const cases: readonly { plus: Drive; minus: Drive; on: boolean }[] = [
  { plus: "high", minus: "low", on: true },
  { plus: "high", minus: "high", on: false },
  { plus: "low", minus: "low", on: false },
  { plus: "low", minus: "high", on: false },
  { plus: "high", minus: "released", on: false },
  { plus: "released", minus: "low", on: false },
];

for (const { plus, minus, on } of cases) {
  test(`plus ${plus}, minus ${minus}: ${on ? "on" : "off"}`, () => {
    const lamp = makeBench<Led>(led);
    lamp.probe("A").drive(plus);
    lamp.probe("C").drive(minus);
    assert.equal(lamp.part.lit, on);
    const sounder = makeBench<Buzzer>(buzzer);
    sounder.probe("2").drive(plus);
    sounder.probe("1").drive(minus);
    assert.equal(sounder.part.sounding, on);
  });
}

test("an LED tells of its changes and counts them", () => {
  const { part, world, probe } = makeBench<Led>(led, { rails: { C: "GND" }, attrs: { color: "green" } });
  const pin = probe("A");
  const seen: [boolean, number][] = [];
  const stop = part.onChange((lit, at) => seen.push([lit, at]));
  for (const [at, drive] of [
    [10, "high"],
    [20, "high"],
    [30, "low"],
  ] as const) {
    world.run(at);
    pin.drive(drive);
  }
  stop();
  pin.drive("high");
  assert.deepEqual(seen, [
    [true, 10],
    [false, 30],
  ]);
  assert.equal(part.changes, 3);
  assert.equal(part.color, "green");
});

test("a closed buzzer tells nothing more", () => {
  const { part, probe } = makeBench<Buzzer>(buzzer, { rails: { "1": "GND" } });
  part.onChange(() => assert.fail());
  part.close();
  probe("2").drive("high");
  assert.equal(part.sounding, false);
});

test("an LED that is on from the start is lit", () => {
  const { part } = makeBench<Led>(led, { rails: { A: "3V3", C: "GND" } });
  assert.equal(part.lit, true);
  assert.equal(part.changes, 0);
});
