/** Time that pauses, controls, pins: what scenarios and the Wokwi server do with a board. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseDiagram } from "../../../simulator/diagram/diagram.ts";
import { checkBroker, openReal } from "../../../tools/lib/simulations.ts";
import { projectSource, virtualSimulation } from "../../support/simulation.ts";
import { project } from "../../support/xs-program.ts";

/** Lets time pass until the pause that is armed. */
const until = (
  { simulation }: { simulation: { resume(): void } },
  arm: (hit: () => void) => unknown,
): Promise<void> =>
  new Promise((resolve) => {
    arm(resolve);
    simulation.resume();
  });

describe("a simulation in virtual time", { timeout: 30_000 }, () => {
  test("pauses exactly at a time, and stays there", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    assert.ok(!simulation.running, "paused at power-up");
    await until(open, (hit) => simulation.pauseAt(1_234_567, hit));
    assert.equal(simulation.now, 1_234_567);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(simulation.now, 1_234_567);
    assert.ok(!simulation.running, "paused");
    await open.close();
  });

  test("pauses at a text, at the time it was said", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    await until(open, (hit) => simulation.pauseAtSerial(Buffer.from("en marcha"), hit));
    assert.equal(simulation.now, 300_000);
    await until(open, (hit) => simulation.pauseAtSerial(Buffer.from("Wi-Fi: conectando"), hit));
    assert.equal(simulation.now, 300_000, "said in the same turn: no time passes");
    await open.close();
  });

  test("a text already said pauses only when time passes again", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    await until(open, (hit) => simulation.pauseAt(1_000_000, hit));
    let resumed = false;
    await new Promise<void>((resolve) => {
      simulation.pauseAtSerial(Buffer.from("en marcha"), () => {
        assert.ok(resumed, "not while time stands");
        resolve();
      });
      resumed = true;
      simulation.resume();
    });
    assert.equal(simulation.now, 1_000_000);
    await open.close();
  });

  test("a pause that is called off does not come", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    simulation.pauseAt(1000, () => assert.fail("called off"))();
    simulation.pauseAtSerial(Buffer.from("Vig"), () => assert.fail("called off"))();
    await until(open, (hit) => simulation.pauseAt(500_000, hit));
    await open.close();
  });

  test("what is not there is told with what there is", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    assert.throws(() => simulation.setControl("button", "pressed", 1), /no part "button".*btn/);
    assert.throws(() => simulation.setControl("btn", "press", 1), /"btn".*no control "press".*pressed/);
    assert.throws(() => simulation.setControl("dht", "temperature", 900), /temperature cannot be 900.*-40/);
    assert.throws(() => simulation.readPin("esp", "99"), /no pin "99"/);
    assert.throws(() => simulation.readPin("lamp", "constructor"), /no pin "constructor"/);
    await open.close();
  });

  test("pins have levels and voltages", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    await until(open, (hit) => simulation.pauseAt(1_000_000, hit));
    assert.deepEqual(simulation.readPin("esp", "3V3"), { level: 1, voltage: 3.3 });
    assert.deepEqual(simulation.readPin("esp", "5V"), { level: 1, voltage: 5 });
    assert.deepEqual(simulation.readPin("dht", "GND"), { level: 0, voltage: 0 });
    assert.equal(simulation.readPin("btn", "1.r").level, 1, "pulled up");
    await open.close();
  });

  test("the diagram's MAC address is the node's", async () => {
    const drawn = readFileSync(join(project, "diagram.json"), "utf8");
    const diagram = parseDiagram(
      drawn.replace('"attrs": {}', '"attrs": { "macAddress": "24:0A:C4:12:34:56" }'),
    );
    const open = await virtualSimulation({ diagram });
    await until(open, (hit) => open.simulation.pauseAtSerial(Buffer.from("MQTT: conectado como"), hit));
    assert.match(open.serial(), /MQTT: conectado como vigia-123456, tema vigia\/123456/);
    await open.close();
  });

  test("without wires to the serial monitor nothing is heard and nothing can be typed", async () => {
    const parts = [
      { type: "board-esp32-devkit-c-v4", id: "esp" },
      { type: "wokwi-dht22", id: "dht" },
    ];
    const diagram = parseDiagram(JSON.stringify({ version: 1, parts, connections: [] }));
    const open = await virtualSimulation({ diagram });
    await until(open, (hit) => open.simulation.pauseAt(1_000_000, hit));
    assert.equal(open.serial(), "");
    assert.throws(() => open.simulation.writeSerial(Buffer.from("x")), /serial monitor.*RX/);
    await open.close();
  });

  test("what the simulator itself fails of reaches who asked to know, in a pause", async () => {
    const open = await virtualSimulation();
    const { simulation } = open;
    const failure = new Promise((resolve) => simulation.onFailure(resolve));
    simulation.pauseAt(1000, () => {
      throw new Error("broken");
    });
    simulation.resume();
    assert.match(String(await failure), /broken/);
    assert.ok(!simulation.running, "paused");
    await open.close();
  });
});

test("a configuration with TLS is refused where no broker speaks it", () => {
  const broker = { host: "localhost", port: 8883 };
  assert.throws(() => checkBroker({ secure: true }, true, undefined), /virtual time.*TLS/);
  assert.throws(() => checkBroker({ secure: true }, false, undefined), /TLS.*--broker/);
  checkBroker({ secure: true }, false, broker);
  checkBroker({ secure: false }, true, undefined);
});

test("in wall-clock time a simulation pauses exactly too, and meets its broker under the configured name", {
  timeout: 30_000,
}, async (t) => {
  let serial = "";
  const open = await openReal(
    await projectSource({ engine: "process" }),
    {
      serial(bytes) {
        serial += Buffer.from(bytes).toString();
      },
    },
    undefined,
  );
  t.after(() => open.close());
  const { simulation } = open;
  assert.ok(!simulation.running, "paused at power-up");
  await until(open, (hit) => simulation.pauseAt(310_000, hit));
  assert.equal(simulation.now, 310_000);
  await until(open, (hit) => simulation.pauseAtSerial(Buffer.from("MQTT: conectado como"), hit));
  assert.match(serial, /MQTT: conectando con broker\.emqx\.io:1883/);
  const failure = new Promise((resolve) => simulation.onFailure(resolve));
  simulation.pauseAt(simulation.now, () => {
    throw new Error("broken");
  });
  simulation.resume();
  assert.match(String(await failure), /broken/);
});
