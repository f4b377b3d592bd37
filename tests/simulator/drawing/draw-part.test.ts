import assert from "node:assert/strict";
import { test } from "node:test";
import { PNG } from "pngjs";
import { buildCircuit } from "../../../simulator/circuit.ts";
import { parseDiagram } from "../../../simulator/diagram/diagram.ts";
import { drawPart } from "../../../simulator/drawing/draw-part.ts";
import { partTypes } from "../../../simulator/parts/registry.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";

const boards = ["board-esp32-devkit-c-v4", "wokwi-esp32-devkit-v1"];
const parts = [...partTypes.keys()]
  .filter((type) => type !== boards[1])
  .map((type) => ({ type, id: type, attrs: {} }));

function circuitOf(connections: string[][] = []) {
  const diagram = parseDiagram(JSON.stringify({ version: 1, parts, connections }));
  return buildCircuit(diagram, new VirtualWorld());
}

test("every part can be drawn", () => {
  const { parts: built } = circuitOf();
  for (const [id, part] of built) {
    const { width, height } = PNG.sync.read(drawPart(part));
    assert.ok(width > 10 && height > 10, `${id} is ${width}x${height}`);
  }
  assert.ok(drawPart({ id: "x", type: boards[1]!, controls: {}, close() {} }).length > 0, "the other board");
});

test("a part in another state looks different, in the same state the same", () => {
  const circuit = circuitOf([
    ["wokwi-led:A", `${boards[0]}:2`],
    ["wokwi-led:C", `${boards[0]}:GND.1`],
    ["wokwi-buzzer:2", `${boards[0]}:2`],
    ["wokwi-buzzer:1", `${boards[0]}:GND.1`],
  ]);
  const draw = () =>
    ["wokwi-led", "wokwi-buzzer", "wokwi-pushbutton", "wokwi-dht22"].map((id) =>
      drawPart(circuit.parts.get(id)!).toString("base64"),
    );
  const before = draw();
  assert.deepEqual(draw(), before);
  circuit.gpio(2)!.drive("high");
  circuit.parts.get("wokwi-pushbutton")!.controls.pressed!.set(1);
  circuit.parts.get("wokwi-dht22")!.controls.temperature!.set(-7.3);
  for (const [index, picture] of draw().entries()) assert.notEqual(picture, before[index]);
});

test("an LED that is lit is bright in its colour", () => {
  const centre = (lit: boolean) => {
    const part = { id: "led", type: "wokwi-led", controls: {}, color: "green", lit, close() {} };
    const { data, width } = PNG.sync.read(drawPart(part));
    return [...data.subarray((16 * width + 20) * 4, (16 * width + 20) * 4 + 3)];
  };
  const [[, dark], [red, bright, blue]] = [centre(false), centre(true)] as [number[], number[]];
  assert.ok(bright! > 200 && dark! < 150, `${bright} lit, ${dark} dark`);
  assert.ok(bright! > red! && bright! > blue!, "green");
});
