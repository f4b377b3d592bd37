import assert from "node:assert/strict";
import { test } from "node:test";
import { DiagramError, parseDiagram } from "../../../simulator/diagram/diagram.ts";
import { makeNetlist, type Netlist } from "../../../simulator/diagram/netlist.ts";

const PARTS = [
  { type: "board-esp32-devkit-c-v4", id: "esp" },
  { type: "wokwi-dht22", id: "dht" },
  { type: "wokwi-pushbutton", id: "btn" },
  { type: "wokwi-resistor", id: "r1" },
  { type: "wokwi-led", id: "led" },
];

function netlistOf(...connections: readonly (readonly [string, string])[]): Netlist {
  return makeNetlist(parseDiagram(JSON.stringify({ version: 1, parts: PARTS, connections })));
}

const pinsOf = (netlist: Netlist, part: string, pin: string) =>
  netlist.netOf(part, pin)?.pins.map((end) => `${end.part}:${end.pin}`);

test("wires join pins, in whichever order they are drawn", () => {
  const netlist = netlistOf(["dht:SDA", "r1:1"], ["led:A", "esp:15"], ["r1:1", "led:A"]);
  assert.deepEqual(pinsOf(netlist, "esp", "15"), ["esp:15", "dht:SDA", "r1:1", "led:A"]);
  assert.equal(netlist.netOfGpio(15), netlist.netOf("dht", "SDA"));
  assert.equal(netlist.netOf("dht", "SDA")?.name, "GPIO15");
});

test("a pin without a wire has a net of its own", () => {
  const netlist = netlistOf();
  assert.deepEqual(pinsOf(netlist, "led", "A"), ["led:A"]);
  assert.equal(netlist.netOf("led", "A")?.name, "led:A");
  assert.equal(netlist.netOf("led", "X"), undefined);
  assert.equal(netlist.netOfGpio(20), undefined);
});

test("every pin is on exactly one net", () => {
  const netlist = netlistOf(["dht:SDA", "esp:15"], ["btn:1.l", "esp:4"]);
  const all = netlist.nets.flatMap(({ pins }) => pins.map(({ part, pin }) => `${part}:${pin}`));
  assert.equal(new Set(all).size, all.length);
});

test("a button joins left and right, not its two contacts", () => {
  const netlist = netlistOf(["btn:1.l", "esp:4"], ["btn:2.r", "esp:5"]);
  assert.equal(netlist.netOf("btn", "1.r"), netlist.netOfGpio(4));
  assert.equal(netlist.netOf("btn", "2.l"), netlist.netOfGpio(5));
  assert.notEqual(netlist.netOfGpio(4), netlist.netOfGpio(5));
});

test("a resistor does not join its ends", () => {
  const netlist = netlistOf(["r1:1", "esp:4"], ["r1:2", "esp:5"]);
  assert.notEqual(netlist.netOfGpio(4), netlist.netOfGpio(5));
});

test("all ground pins are one net, and 3.3 V and 5 V two", () => {
  const netlist = netlistOf(["led:C", "esp:GND.3"], ["dht:VCC", "esp:3V3"]);
  assert.equal(netlist.netOf("esp", "GND.1"), netlist.netOf("led", "C"));
  assert.equal(netlist.netOf("led", "C")?.rail, "GND");
  assert.equal(netlist.netOf("dht", "VCC")?.rail, "3V3");
  assert.equal(netlist.netOf("esp", "5V")?.rail, "5V");
  assert.equal(netlist.netOf("esp", "15")?.rail, undefined);
});

test("two GPIOs may share a net", () => {
  assert.deepEqual(netlistOf(["esp:4", "esp:5"]).netOfGpio(5)?.gpios, [4, 5]);
});

test("a short circuit is an error at the wire that closes it", () => {
  const connections = '[["led:A", "esp:3V3"],\n["led:C", "esp:GND.1"],\n["led:A", "led:C"]]';
  const text = `{"version": 1, "parts": ${JSON.stringify(PARTS)},\n"connections": ${connections}}`;
  assert.throws(
    () => makeNetlist(parseDiagram(text, "d.json")),
    (error) => {
      assert.ok(error instanceof DiagramError);
      assert.equal(error.message, "d.json:4:1: led:A to led:C shorts 3V3 to GND; take this connection out");
      return true;
    },
  );
});

test("the serial monitor is heard when it is wired crosswise", () => {
  const both = netlistOf(["esp:TX", "$serialMonitor:RX"], ["$serialMonitor:TX", "esp:RX"]);
  assert.deepEqual(both.serial, { output: true, input: true });
  assert.deepEqual(netlistOf(["esp:TX", "$serialMonitor:TX"]).serial, { output: false, input: false });
  assert.deepEqual(netlistOf().serial, { output: false, input: false });
});
