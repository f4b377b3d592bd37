import assert from "node:assert/strict";
import { test } from "node:test";
import { BrokerBench } from "./bench.ts";

/** Sends a message of QoS 1 and waits for its PUBACK; the microseconds it took, or undefined. */
async function acknowledged(bench: BrokerBench, seconds = 60): Promise<number | undefined> {
  const client = await bench.inside();
  const start = bench.world.now;
  client.publish("t", "x", { qos: 1, messageId: 1 });
  const answer = await client.next(seconds * 1000);
  return answer === "puback 1" ? bench.world.now - start : undefined;
}

test("acknowledgements late, in order", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.acknowledgeAfter = 5_000_000;
  const took = await acknowledged(bench);
  assert.ok(took !== undefined && took > 5_000_000 && took < 5_100_000, `${took}`);
  const client = await bench.inside("b");
  client.publish("t", "1", { qos: 1, messageId: 1 });
  bench.pass(1);
  bench.broker.faults.acknowledgeAfter = 0;
  client.publish("t", "2", { qos: 1, messageId: 2 });
  assert.equal(await client.next(60_000), "puback 1");
  assert.equal(await client.next(60_000), "puback 2");
});

test("a late acknowledgement dies with its connection", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.acknowledgeAfter = 5_000_000;
  (await bench.inside()).publish("t", "1", { qos: 1, messageId: 1 });
  bench.pass(1);
  bench.broker.disconnect("a");
  bench.pass(10);
  assert.deepEqual(bench.kinds("ack"), []);
  assert.equal(bench.world.pending, 0);
});

test("acknowledgements twice", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.acknowledgeTwice = true;
  const client = (await bench.inside()).publish("t", "x", { qos: 1, messageId: 1 });
  assert.deepEqual([await client.next(), await client.next()], ["puback 1", "puback 1"]);
  assert.equal(bench.kinds("publish").length, 1);
});

test("acknowledgements never, for the next messages or by chance: the message is taken", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.acknowledgeNot = 2;
  const client = await bench.inside();
  for (const messageId of [1, 2, 3]) client.publish("t", "x", { qos: 1, messageId });
  assert.equal(await client.next(), "puback 3");
  assert.equal(bench.kinds("publish").length, 3);
  assert.equal(bench.broker.faults.acknowledgeNot, 0);
  bench.broker.faults.acknowledgeNever = 0.5;
  for (let messageId = 1; messageId <= 200; messageId++) client.publish("t", "x", { qos: 1, messageId });
  bench.pass(5);
  const acknowledgements = bench.kinds("ack").length - 1;
  assert.ok(acknowledgements > 60 && acknowledgements < 140, `${acknowledgements} of 200`);
});

for (const code of [1, 2, 3, 4, 5])
  test(`connections refused with code ${code}`, async () => {
    const bench = new BrokerBench();
    bench.broker.faults.refuse = code;
    const client = bench.client();
    assert.deepEqual([await client.enter(), await client.next()], [`connack ${code}`, "closed"]);
    assert.deepEqual(
      bench.kinds("refused").map((event) => "code" in event && event.code),
      [code],
    );
  });

test("silence: TCP is accepted, nothing is answered, nobody is thrown out", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.silent = true;
  const client = bench.client();
  assert.equal(await client.connect().next(600_000), "nothing");
  bench.broker.faults.silent = false;
  assert.equal(await bench.client("b").enter(), "connack 0");
});

test("silence in the midst of a session", async () => {
  const bench = new BrokerBench();
  const client = bench.client();
  await client.enter({ keepalive: 1 });
  bench.broker.faults.silent = true;
  assert.equal(await client.ping().next(60_000), "nothing");
});

test("CONNACK and SUBACK swallowed", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.swallowConnack = true;
  const client = bench.client();
  assert.equal(await client.enter(), "nothing");
  assert.deepEqual(bench.broker.clients, ["a"]);
  bench.broker.faults.swallowSuback = true;
  assert.equal(await client.listen(["t", 1]), "nothing");
  bench.broker.publish("t", "x", { qos: 1 });
  assert.equal(await client.next(), "publish t x q1");
});

test("a connection is reset after so many packets, and the will is published", async () => {
  const bench = new BrokerBench();
  bench.broker.faults.disconnectAfter = 3;
  const client = bench.client();
  await client.enter({ will: { topic: "w", payload: Buffer.from("x") } });
  assert.equal(await client.ping().next(), "pingresp");
  assert.equal(await client.ping().closed(), "closed");
  assert.equal(bench.kinds("will").length, 1);
});

test("garbage, drawn or given", async () => {
  const bench = new BrokerBench();
  const [client, other] = [await bench.inside(), await bench.inside("b")];
  bench.broker.sendGarbage(Uint8Array.of(0xd0, 0x00), "a");
  assert.equal(await client.next(), "pingresp");
  assert.equal(await other.nothing(), "nothing");
  const before = [...bench.network.links].map((link) => link.delivered("toClient"));
  bench.broker.sendGarbage();
  bench.pass(1);
  for (const [index, link] of [...bench.network.links].entries())
    assert.ok(link.delivered("toClient") > before[index]!);
});

test("killed: everybody is reset without wills, then refused, then let in again, nothing forgotten", async () => {
  const bench = new BrokerBench();
  const client = bench.client();
  await client.enter({ clean: false, will: { topic: "w", payload: Buffer.from("x") } });
  await client.listen(["t", 1]);
  bench.broker.publish("r", "kept", { retain: true });
  bench.broker.kill({ downFor: 10_000_000 });
  assert.equal(await client.closed(), "closed");
  assert.deepEqual(bench.kinds("will"), []);
  assert.equal(await bench.client().enter(), "closed");
  bench.pass(10);
  assert.equal(await bench.client().enter({ clean: false }), "connack 0 present");
  assert.equal(bench.broker.retained("r")?.payload.length, 4);
  assert.deepEqual(
    bench.kinds("down", "up").map(({ kind }) => kind),
    ["down", "up"],
  );
});

test("killed without memory: sessions and retained messages are gone", async () => {
  const bench = new BrokerBench();
  await bench.client().enter({ clean: false });
  bench.broker.publish("r", "kept", { retain: true });
  bench.broker.kill({ memory: false });
  bench.pass(100);
  assert.equal(bench.broker.up, false);
  bench.broker.start();
  assert.equal(await bench.client().enter({ clean: false }), "connack 0");
  assert.equal(bench.broker.retained("r"), undefined);
});
