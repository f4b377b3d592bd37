import assert from "node:assert/strict";
import { test } from "node:test";
import { ESP32_GPIOS } from "../../../simulator/parts/esp32-devkit.ts";
import { partTypes } from "../../../simulator/parts/registry.ts";
import { makeBench } from "./bench.ts";

for (const [name, type] of partTypes) {
  test(`${name} is what it says, and can be made and closed`, () => {
    const { part, world } = makeBench(type);
    assert.equal(part.type, name);
    assert.equal(part.id, "part");
    part.close();
    part.close();
    assert.equal(world.pending, 0);
  });
}

const pins: readonly [type: string, pin: string, gpio: number][] = [
  ["board-esp32-devkit-c-v4", "15", 15],
  ["board-esp32-devkit-c-v4", "TX", 1],
  ["board-esp32-devkit-c-v4", "RX", 3],
  ["board-esp32-devkit-c-v4", "VP", 36],
  ["board-esp32-devkit-c-v4", "VN", 39],
  ["board-esp32-devkit-c-v4", "CLK", 6],
  ["wokwi-esp32-devkit-v1", "D15", 15],
  ["wokwi-esp32-devkit-v1", "RX2", 16],
  ["wokwi-esp32-devkit-v1", "TX0", 1],
  ["wokwi-esp32-devkit-v1", "VN", 39],
];

for (const [type, pin, gpio] of pins) {
  test(`${type}: ${pin} is GPIO ${gpio}`, () => {
    assert.equal(partTypes.get(type)?.pins[pin]?.gpio, gpio);
  });
}

test("a board brings out each GPIO once, and only those the ESP32 has", () => {
  const boards = [...partTypes.values()].filter(({ board }) => board === true);
  assert.equal(boards.length, 2);
  for (const { type, pins } of boards) {
    const gpios = Object.values(pins).flatMap(({ gpio }) => gpio ?? []);
    assert.equal(new Set(gpios).size, gpios.length, type);
    for (const gpio of gpios) {
      assert.ok(ESP32_GPIOS.includes(gpio), `${type}: ${gpio}`);
    }
  }
});
