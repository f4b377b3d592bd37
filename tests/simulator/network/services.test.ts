import assert from "node:assert/strict";
import { test } from "node:test";
import { SimulatedNetwork } from "../../../simulator/network/simulated-network.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";
import { second } from "./bench.ts";

function resolution(name: string, prepare: (network: SimulatedNetwork) => void = () => {}) {
  const world = new VirtualWorld();
  const network = new SimulatedNetwork(world);
  network.addHost("broker.local", "192.168.1.10");
  prepare(network);
  const answers: [string | undefined, number][] = [];
  network.resolve(name, (address) => answers.push([address, world.now]));
  world.run(60 * second);
  return answers;
}

test("a host's name has its address, a moment later, in any case of letters", () => {
  assert.deepEqual(resolution("broker.local"), [["192.168.1.10", 20_000]]);
  assert.deepEqual(resolution("Broker.LOCAL"), [["192.168.1.10", 20_000]]);
});

test("an address is its own answer", () => {
  assert.deepEqual(resolution("10.1.2.3"), [["10.1.2.3", 0]]);
});

test("a name that is unknown, or was removed, has none", () => {
  assert.deepEqual(resolution("nobody.local"), [[undefined, 20_000]]);
  assert.deepEqual(
    resolution("broker.local", (network) => network.removeHost("broker.local")),
    [[undefined, 20_000]],
  );
});

test("names: unknown, slow, a lie, silence until the time-out, and for ever", () => {
  const names = (values: object) => (network: SimulatedNetwork) =>
    void Object.assign(network.conditions.names, values);
  assert.deepEqual(resolution("broker.local", names({ fault: "unknown" })), [[undefined, 20_000]]);
  assert.deepEqual(resolution("broker.local", names({ delay: 5 * second })), [["192.168.1.10", 5 * second]]);
  assert.deepEqual(resolution("broker.local", names({ fault: "lie", address: "6.6.6.6" })), [
    ["6.6.6.6", 20_000],
  ]);
  assert.deepEqual(resolution("broker.local", names({ fault: "silence" })), [[undefined, 14 * second]]);
  assert.deepEqual(
    resolution("broker.local", names({ fault: "silence", timeout: Number.POSITIVE_INFINITY })),
    [],
  );
});

function times(count: number, prepare: (network: SimulatedNetwork) => void = () => {}) {
  const world = new VirtualWorld();
  const network = new SimulatedNetwork(world);
  prepare(network);
  const answers: (string | undefined)[] = [];
  for (let asked = 0; asked < count; asked++) {
    network.time("pool.ntp.org", (time) =>
      answers.push(time === undefined ? undefined : new Date(time).toISOString()),
    );
    world.run((asked + 1) * 10 * second);
  }
  return answers;
}

test("time is the world's, from the epoch on", () => {
  assert.deepEqual(times(2), ["2026-01-01T00:00:00.030Z", "2026-01-01T00:00:10.030Z"]);
});

test("time servers: absent, wrong, and stepping", () => {
  const time = (values: object) => (network: SimulatedNetwork) =>
    void Object.assign(network.conditions.time, values);
  assert.deepEqual(times(1, time({ answers: false })), [undefined]);
  assert.deepEqual(times(1, time({ offset: -86_400_000 })), ["2025-12-31T00:00:00.030Z"]);
  assert.deepEqual(times(3, time({ step: 3_600_000 })), [
    "2026-01-01T00:00:00.030Z",
    "2026-01-01T01:00:10.030Z",
    "2026-01-01T02:00:20.030Z",
  ]);
});

test("a port is served once at a time", () => {
  const network = new SimulatedNetwork(new VirtualWorld());
  const stop = network.listen("10.0.0.1", 80, () => {});
  assert.throws(() => network.listen("10.0.0.1", 80, () => {}), /10\.0\.0\.1:80 is served already/);
  stop();
  network.listen("10.0.0.1", 80, () => {});
});
