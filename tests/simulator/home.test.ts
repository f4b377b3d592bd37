/** The node's own firmware at home, in virtual time: what the broker gets, through what can happen to it. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type TestContext, test } from "node:test";
import type { BrokerEvent } from "../../simulator/broker/events.ts";
import { home, type VirtualHome, type VirtualHomeOptions, virtualHome } from "../support/virtual-home.ts";

interface Watched extends VirtualHome {
  readonly events: BrokerEvent[];
  /** Payloads that the broker took on a topic below the base, in order. */
  payloads(name: string): string[];
  /** When they came, in seconds. */
  times(name: string): number[];
  /** Presses the button for a moment; a second passes. */
  press(): void;
  /** How many lines of the console hold this text. */
  said(text: string): number;
}

async function watched(t: TestContext, options: VirtualHomeOptions = {}): Promise<Watched> {
  const it = await virtualHome({ seed: 11, ...options });
  t.after(() => it.close());
  const events: BrokerEvent[] = [];
  it.broker.observe((event) => void events.push(event));
  const on = (name: string) => it.published.filter(({ topic }) => topic === `${home.topic}/${name}`);
  return {
    ...it,
    events,
    payloads: (name) => on(name).map(({ payload }) => Buffer.from(payload).toString()),
    times: (name) => on(name).map(({ at }) => at / 1e6),
    press() {
      it.button.press();
      it.pass(0.3);
      it.button.release();
      it.pass(0.7);
    },
    said: (text) => it.lines.filter((line) => line.includes(text)).length,
  };
}

const count = ({ events }: Watched, kind: BrokerEvent["kind"]): number =>
  events.filter((event) => event.kind === kind).length;

test("ten minutes: birth, readings at their interval, presses in order, everything acknowledged", async (t) => {
  const it = await watched(t);
  it.pass(60);
  for (let presses = 0; presses < 5; presses++) {
    it.press();
    it.pass(30 + presses);
  }
  it.pass(600 - it.world.now / 1e6);
  assert.deepEqual(it.deaths, []);
  assert.deepEqual(it.payloads("estado"), ["online"]);
  assert.equal(Buffer.from(it.broker.retained("t/estado")!.payload).toString(), "online");

  const readings = it.times("clima");
  assert.ok(readings.length >= 118 && readings.length <= 120, `${readings.length} readings`);
  for (const [index, time] of readings.slice(2).entries()) {
    const interval = time - readings[index + 1]!;
    assert.ok(Math.abs(interval - 5) < 0.02, `${interval} s between readings`);
  }

  const [off, on] = ["Alarma desactivada", "Alarma activada"];
  assert.deepEqual(it.payloads("alarma"), [off, on, off, on, off, on]);
  assert.equal(Buffer.from(it.broker.retained("t/alarma")!.payload).toString(), on);
  const sent = it.published.filter(({ qos }) => qos === 1).map(({ packetId }) => packetId);
  const acknowledged = it.events.flatMap((event) =>
    event.kind === "ack" && event.packet === "puback" ? [event.packetId] : [],
  );
  assert.deepEqual(acknowledged, sent);
  assert.equal(it.said("MQTT: confirmado t/alarma"), 5);
  assert.equal(count(it, "connect"), 1);
  assert.equal(count(it, "disconnect"), 0);
});

test("a node with nothing to say keeps its connection by pings", async (t) => {
  const it = await watched(t, { firmware: { config: { interval: 86_400, keep_alive: 20 } } });
  it.pass(600);
  const pings = it.events.flatMap((event) =>
    event.kind === "ack" && event.packet === "pingresp" ? [event.at / 1e6] : [],
  );
  assert.ok(pings.length >= 20 && pings.length <= 60, `${pings.length} pings`);
  for (const [index, time] of pings.slice(1).entries()) assert.ok(time - pings[index]! < 30);
  assert.equal(count(it, "disconnect"), 0);
});

test("after the broker was killed, the node is back, and a press made meanwhile arrives", async (t) => {
  const it = await watched(t);
  it.pass(30);
  it.broker.kill({ downFor: 30e6, memory: false });
  it.pass(10);
  assert.equal(it.said("MQTT: conexión perdida"), 1);
  it.press();
  assert.deepEqual(it.payloads("alarma"), ["Alarma desactivada"]);
  it.pass(120);
  assert.equal(count(it, "connect"), 2);
  assert.deepEqual(it.payloads("estado"), ["online", "online"]);
  assert.equal(it.payloads("alarma").at(-1), "Alarma activada");
  assert.equal(Buffer.from(it.broker.retained("t/alarma")!.payload).toString(), "Alarma activada");
  assert.deepEqual(it.deaths, []);
});

test("without Wi-Fi the broker tells the node's will; with it, the node is back", async (t) => {
  const it = await watched(t);
  it.pass(30);
  it.board.accessPoint.on = false;
  it.pass(90);
  const wills = it.events.flatMap((event) => (event.kind === "will" ? [event] : []));
  assert.deepEqual(
    wills.map(({ topic, payload }) => `${topic} ${Buffer.from(payload)}`),
    ["t/estado offline"],
  );
  assert.ok(wills[0]!.at / 1e6 - 30 <= 45.1, "one and a half keep-alives");
  assert.equal(Buffer.from(it.broker.retained("t/estado")!.payload).toString(), "offline");
  it.press();
  it.board.accessPoint.on = true;
  it.pass(120);
  assert.equal(count(it, "connect"), 2);
  assert.equal(Buffer.from(it.broker.retained("t/estado")!.payload).toString(), "online");
  assert.equal(it.payloads("alarma").at(-1), "Alarma activada");
  assert.equal(it.network.links.size, 1);
  assert.deepEqual(it.deaths, []);
});

/** Every byte on the network and every line of the console, of a run through some trouble. */
async function fingerprint(seed: number): Promise<string> {
  const it = await virtualHome({ seed, network: { conditions: { loss: 0.05, jitter: 20_000 } } });
  const hash = createHash("sha256");
  it.network.observe((event) => {
    hash.update(`${event.kind} ${event.at}`);
    if ("bytes" in event) hash.update(event.bytes);
  });
  it.pass(100);
  it.broker.kill({ downFor: 20e6 });
  it.pass(100);
  it.button.press();
  it.pass(1);
  it.button.release();
  it.board.accessPoint.on = false;
  it.pass(20);
  it.board.accessPoint.on = true;
  it.pass(379);
  it.close();
  return hash.update(it.lines.join("\n")).digest("hex");
}

test("the same seed gives the same bytes and lines, another seed others", async () => {
  const first = await fingerprint(5);
  assert.equal(await fingerprint(5), first);
  assert.notEqual(await fingerprint(6), first);
});
