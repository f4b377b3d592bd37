import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokerBench } from "./bench.ts";

test("every event of a session, with its time", async () => {
  const bench = new BrokerBench();
  const client = bench.client();
  await client.enter({ keepalive: 10, will: { topic: "w", payload: Buffer.from("gone"), retain: true } });
  await client.listen(["t", 1]);
  await client.publish("t", "x", { qos: 1, messageId: 3, retain: true, dup: true }).nextSorted(2);
  bench.pass(60);
  const text = bench.events.map(({ at, ...event }) => {
    assert.ok(at > 0 && at <= bench.world.now);
    return JSON.stringify(event, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString() : value,
    );
  });
  assert.deepEqual(text, [
    '{"kind":"connect","client":"a","clean":true,"present":false,"keepAlive":10}',
    '{"kind":"subscribe","client":"a","filter":"t","granted":1}',
    '{"kind":"ack","client":"a","packet":"suback","packetId":900}',
    '{"kind":"publish","topic":"t","payload":"x","qos":1,"retain":true,"dup":true,"packetId":3,"client":"a"}',
    '{"kind":"ack","client":"a","packet":"puback","packetId":3}',
    '{"kind":"disconnect","client":"a","reason":"keep-alive expired"}',
    '{"kind":"will","client":"a","topic":"w","payload":"gone","qos":0,"retain":true}',
  ]);
});

test("the keep-alive expires at one and a half times, exactly, since the last packet", async () => {
  const bench = new BrokerBench();
  const client = bench.client();
  await client.enter({ keepalive: 10 });
  bench.pass(9);
  client.ping();
  let last = 0;
  bench.broker.observe((event) => {
    if (event.kind === "ack") last = event.at;
  });
  bench.pass(60);
  const [end] = bench.kinds("disconnect");
  assert.equal(end!.at - last, 15_000_000);
});

test("a connection that says nothing is ended", async () => {
  const bench = new BrokerBench();
  assert.equal(await bench.client().next(29_000), "nothing");
  bench.pass(5);
  assert.deepEqual(
    bench.kinds("disconnect").map((event) => "reason" in event && event.reason),
    ["no CONNECT"],
  );
});

test("what is published at the broker goes to subscribers, and is retained", async () => {
  const bench = new BrokerBench();
  const client = await bench.inside();
  await client.listen(["t/#", 1]);
  bench.broker.publish("t/set", "ON", { qos: 1, retain: true });
  assert.equal(await client.next(), "publish t/set ON q1");
  assert.equal(Buffer.from(bench.broker.retained("t/set")!.payload).toString(), "ON");
  bench.broker.publish("t/set", "", { retain: true });
  assert.equal(bench.broker.retained("t/set"), undefined);
  assert.throws(() => bench.broker.publish("t/#", "x"), /not a topic's name/);
});

test("access: connecting, publishing and subscribing are denied one by one", async () => {
  const bench = new BrokerBench({
    access: {
      mayConnect: (client) => client !== "b",
      mayPublish: (_client, topic) => topic !== "secret",
      maySubscribe: (_client, filter) => filter !== "#",
    },
  });
  assert.equal(await bench.client("b").enter(), "connack 5");
  const client = await bench.inside();
  assert.equal(await client.listen(["t", 1], ["#", 0]), "suback 900 1 128");
  assert.equal(await client.publish("secret", "x", { qos: 1, messageId: 1 }).next(), "puback 1");
  assert.deepEqual(bench.kinds("publish"), []);
});

test("the queue of an absent client is bounded: what does not fit is dropped, and told", async () => {
  const bench = new BrokerBench({ limits: { queue: 5, inFlight: 2 } });
  const client = bench.client();
  await client.enter({ clean: false });
  await client.listen(["t", 1]);
  await client.disconnect().closed();
  for (let count = 1; count <= 8; count++) bench.broker.publish("t", String(count), { qos: 1 });
  assert.equal(bench.kinds("dropped").length, 3);
  const again = bench.client();
  await again.enter({ clean: false });
  const heard: string[] = [];
  for (let count = 0; count < 5; count++) {
    const id = await again.peekId();
    heard.push(await again.next());
    again.answer("puback", id);
  }
  assert.deepEqual(
    heard,
    [1, 2, 3, 4, 5].map((count) => `publish t ${count} q1`),
  );
});

test("no more messages are under way than the limit", async () => {
  const bench = new BrokerBench({ limits: { inFlight: 3 } });
  const client = await bench.inside();
  await client.listen(["t", 1]);
  for (let count = 1; count <= 10; count++) bench.broker.publish("t", String(count), { qos: 1 });
  for (let count = 1; count <= 3; count++) assert.equal(await client.next(), `publish t ${count} q1`);
  assert.equal(await client.nothing(), "nothing");
  assert.equal(await client.answer("puback", 1).next(), "publish t 4 q1");
});

test("a client that does not read gets no more messages of QoS 0, and the broker keeps none", async () => {
  const bench = new BrokerBench({ limits: { unsent: 10_000 } });
  const client = await bench.inside();
  await client.listen(["t", 0]);
  bench.network.conditions.blackHole.toClient = true;
  for (let count = 0; count < 100; count++) bench.broker.publish("t", "x".repeat(1_000));
  assert.ok(bench.kinds("dropped").length > 80);
});

test("a packet larger than the limit ends the connection before it has come", async () => {
  const bench = new BrokerBench({ limits: { packet: 1_000 } });
  const client = await bench.inside();
  assert.equal(await client.raw("30 e9 07 00").next(), "closed");
});

test("retained messages are bounded by topic", () => {
  const bench = new BrokerBench({ limits: { retained: 2 } });
  for (const topic of ["a", "b", "c"]) bench.broker.publish(topic, "1", { retain: true });
  bench.broker.publish("a", "2", { retain: true });
  const kept = ["a", "b", "c"].map((topic) => bench.broker.retained(topic)?.payload[0]);
  assert.deepEqual(kept, [0x32, 0x31, undefined]);
});

test("a client that floods and does not read is ended", async () => {
  const bench = new BrokerBench({ limits: { unsent: 1_000 } });
  const client = await bench.inside();
  bench.network.conditions.blackHole.toClient = true;
  for (let count = 0; count < 8_000; count++) client.ping();
  bench.pass(1);
  const reasons = bench.kinds("disconnect").map((event) => "reason" in event && event.reason);
  assert.deepEqual(reasons, []);
  for (let count = 0; count < 1_000; count++) client.ping();
  bench.pass(1);
  assert.deepEqual(bench.broker.clients, []);
  assert.equal(bench.kinds("disconnect").length, 1);
});

test("sessions and subscriptions are bounded", async () => {
  const bench = new BrokerBench({ limits: { sessions: 2, subscriptions: 2 } });
  const client = await bench.inside("a");
  assert.equal(await client.listen(["1", 0], ["2", 0], ["3", 0]), "suback 900 0 0 128");
  assert.equal(await client.listen(["2", 1]), "suback 900 1");
  await bench.client("b").enter({ clean: false });
  assert.equal(await bench.client("c").enter(), "connack 3");
  assert.equal(await bench.client("b").enter({ clean: false }), "connack 0 present");
});

test("an observer may publish from within", async () => {
  const bench = new BrokerBench();
  const client = await bench.inside();
  await client.listen(["answer", 0]);
  bench.broker.observe((event) => {
    if (event.kind === "publish" && event.topic === "question") bench.broker.publish("answer", "42");
  });
  assert.equal(await client.publish("question", "?").next(), "publish answer 42 q0");
});

test("nothing is left behind by two thousand clients", async () => {
  const bench = new BrokerBench();
  for (let count = 0; count < 2_000; count++) {
    const client = bench.client(`c${count}`);
    client.connect({ keepalive: 60 }).subscribe(1, ["t", 1]).publish("t", "x", { qos: 1, messageId: 1 });
    bench.pass(0.1);
    if (count % 2) client.disconnect();
    else client.vanish();
    bench.pass(0.1);
    bench.events.length = 0;
  }
  assert.deepEqual(bench.broker.clients, []);
  assert.deepEqual(bench.broker.sessions, []);
  assert.equal(bench.network.links.size, 0);
  assert.equal(bench.world.pending, 0);
});
