import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildCircuit, type Circuit } from "../../simulator/circuit.ts";
import { parseDiagram, readDiagram } from "../../simulator/diagram/diagram.ts";
import type { Buzzer } from "../../simulator/parts/buzzer.ts";
import type { Led } from "../../simulator/parts/led.ts";
import { VirtualWorld } from "../../simulator/world/virtual-world.ts";
import { decode, type Edge } from "./parts/dht22-host.ts";

const DIAGRAM = readDiagram(fileURLToPath(new URL("../../diagram.json", import.meta.url)));

function build(seed = 1): { world: VirtualWorld; circuit: Circuit } {
  const world = new VirtualWorld(seed);
  return { world, circuit: buildCircuit(DIAGRAM, world) };
}

test("the project's board has its parts, and its serial monitor is wired", () => {
  const { circuit } = build();
  assert.deepEqual([...circuit.parts.keys()].sort(), ["btn", "bz", "dht", "esp", "lamp", "link", "r1", "r2"]);
  assert.deepEqual(circuit.serial, { output: true, input: true });
});

test("the lamps and the buzzer follow their GPIOs", () => {
  const { circuit } = build();
  const on = () => [
    (circuit.parts.get("lamp") as Led).lit,
    (circuit.parts.get("link") as Led).lit,
    (circuit.parts.get("bz") as Buzzer).sounding,
  ];
  assert.deepEqual(on(), [false, false, false]);
  const driven = (gpio: number) => {
    circuit.gpio(gpio)!.drive("high");
    const states = on();
    circuit.gpio(gpio)!.drive("low");
    return states;
  };
  assert.deepEqual(driven(18), [true, false, true], "the buzzer sounds with the alarm lamp");
  assert.deepEqual(driven(19), [false, true, false]);
  assert.equal(circuit.wiring.conflicts, 0);
});

test("the button pulls GPIO 4 to ground", () => {
  const { world, circuit } = build();
  const pin = circuit.gpio(4)!;
  pin.pull("up");
  const pressed = circuit.parts.get("btn")!.controls.pressed!;
  assert.equal(pin.level, 1);
  pressed.set(1);
  world.run(2000);
  assert.equal(pin.level, 0);
  pressed.set(0);
  world.run(4000);
  assert.equal(pin.level, 1);
});

test("the sensor answers on GPIO 15", () => {
  const { world, circuit } = build();
  const line = circuit.gpio(15)!;
  world.run(2_000_000);
  line.drive("low");
  world.run(2_001_000);
  const edges: Edge[] = [];
  line.drive("released");
  line.observe((level, at) => edges.push({ level, at: at - 2_001_000 }));
  world.run(2_010_000);
  assert.deepEqual(decode(edges), { temperature: 24, humidity: 40, checksumOk: true });
});

test("what a part draws by chance does not depend on the others", () => {
  const press = (disturb: boolean) => {
    const { world, circuit } = build(9);
    if (disturb) circuit.parts.get("dht")!.controls.fault!.set("noisy");
    const pin = circuit.gpio(4)!;
    pin.pull("up");
    const edges: number[] = [];
    pin.observe((_level, at) => edges.push(at));
    circuit.parts.get("btn")!.controls.pressed!.set(1);
    world.run(5000);
    return edges;
  };
  assert.deepEqual(press(true), press(false));
});

test("every GPIO the ESP32 has can be had, wired or not", () => {
  const { circuit } = build();
  const free = circuit.gpio(37)!;
  free.drive("high");
  assert.equal(free.level, 1);
  assert.equal(circuit.gpio(22)!.level, 0);
  for (const number of [20, 24, 28, 40, -1]) assert.equal(circuit.gpio(number), undefined);
});

test("a part's pin can be seen, as a scenario's expect-pin does", () => {
  const { circuit } = build();
  circuit.gpio(18)!.drive("high");
  assert.equal(circuit.pin("lamp", "A")?.level, 1);
  assert.equal(circuit.pin("lamp", "C")?.level, 0);
  assert.equal(circuit.pin("esp", "3V3")?.state, "high");
  assert.equal(circuit.pin("lamp", "B"), undefined);
  assert.equal(circuit.pin("nobody", "A"), undefined);
});

test("an LED's resistor may be on its ground side, an LED without ground stays dark", () => {
  const draw = (connections: [string, string][]) => {
    const parts = [
      { type: "wokwi-esp32-devkit-v1", id: "esp" },
      { type: "wokwi-led", id: "led" },
      { type: "wokwi-resistor", id: "r" },
    ];
    const diagram = parseDiagram(JSON.stringify({ version: 1, parts, connections }));
    const circuit = buildCircuit(diagram, new VirtualWorld());
    circuit.gpio(2)!.drive("high");
    return (circuit.parts.get("led") as Led).lit;
  };
  assert.equal(
    draw([
      ["esp:D2", "led:A"],
      ["led:C", "r:1"],
      ["r:2", "esp:GND.1"],
    ]),
    true,
  );
  assert.equal(
    draw([
      ["esp:D2", "led:A"],
      ["led:C", "r:1"],
    ]),
    false,
  );
});

test("a closed circuit leaves nothing scheduled", () => {
  const { world, circuit } = build();
  circuit.parts.get("btn")!.controls.pressed!.set(1);
  circuit.close();
  assert.equal(world.pending, 0);
});
