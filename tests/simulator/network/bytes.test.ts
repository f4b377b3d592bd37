import assert from "node:assert/strict";
import { test } from "node:test";
import type { Conditions } from "../../../simulator/network/conditions.ts";
import { Random } from "../../../simulator/world/random.ts";
import { NetworkBench, noise, second } from "./bench.ts";

test("random bytes arrive as they were written, whatever the conditions", () => {
  for (let round = 0; round < 60; round++) {
    const random = new Random(`integrity ${round}`);
    const conditions: Partial<Conditions> = {
      latency: random.integer(0, 500_000),
      jitter: random.integer(0, 300_000),
      bandwidth: random.integer(5_000, 2_000_000),
      segment: random.integer(1, 1_440),
      loss: random.next() * 0.3,
      window: { toServer: random.integer(1, 65_535), toClient: random.integer(1, 5_760) },
    };
    if (conditions.window!.toServer < 500 || conditions.window!.toClient < 500) conditions.latency = 1_000;
    const bench = new NetworkBench(round, conditions);
    const { connection, client, server, peer } = bench.connected();
    bench.pass(10);
    const up = noise(random.integer(1, 20_000), `up ${round}`);
    const down = noise(random.integer(1, 20_000), `down ${round}`);
    for (let at = 0; at < up.length; ) {
      const size = random.integer(1, 3_000);
      connection.write(up.subarray(at, at + size));
      at += size;
    }
    for (let at = 0; at < down.length; ) {
      const size = random.integer(1, 3_000);
      peer().write(down.subarray(at, at + size));
      at += size;
      bench.pass(random.next());
    }
    bench.pass(20_000);
    assert.deepEqual(server.bytes, Buffer.from(up), `up, round ${round}`);
    assert.deepEqual(client.bytes, Buffer.from(down), `down, round ${round}`);
    assert.equal(client.sent, up.length, `acknowledged, round ${round}`);
    assert.equal(peer().unacknowledged, 0);
  }
});

test("writes are split and joined", () => {
  const bench = new NetworkBench(1, { segment: 10 });
  const { connection, server } = bench.connected();
  connection.write(noise(1_000));
  bench.pass(10);
  assert.ok(server.chunks > 50, `${server.chunks} pieces`);

  const other = new NetworkBench(1, { segment: 1_440 });
  const joined = other.connected();
  for (let count = 0; count < 100; count++) joined.connection.write(noise(1));
  other.pass(10);
  assert.ok(joined.server.chunks < 20, `${joined.server.chunks} pieces`);
});

test("a written buffer may be used again at once", () => {
  const bench = new NetworkBench();
  const { connection, server } = bench.connected();
  const buffer = Uint8Array.of(1, 2, 3);
  connection.write(buffer);
  buffer.fill(9);
  bench.pass(1);
  assert.deepEqual([...server.bytes], [1, 2, 3]);
});

test("latency is one way, and bandwidth is bytes a second", () => {
  const bench = new NetworkBench(1, { latency: 100_000, jitter: 0, bandwidth: 10_000 });
  const { connection, client, server } = bench.dial();
  bench.world.run(199_999);
  assert.deepEqual(client.told, []);
  bench.world.run(200_000);
  assert.deepEqual(client.told, ["connected"]);
  connection.write(noise(5_000));
  bench.world.run(200_000 + 100_000 + 499_000);
  assert.ok(server.bytes.length < 5_000);
  bench.world.run(200_000 + 100_000 + 500_100);
  assert.equal(server.bytes.length, 5_000);
});

test("a receiver that does not read stops the sender at its window, and resumes it", () => {
  const bench = new NetworkBench();
  const { connection, client, link, peer } = bench.connected();
  connection.pause();
  peer().write(noise(20_000));
  bench.pass(60);
  assert.equal(client.bytes.length, 0);
  assert.equal(peer().unacknowledged, 20_000 - 5_760, "the window is full, and its bytes are acknowledged");
  connection.resume();
  bench.pass(60);
  assert.deepEqual(client.bytes, Buffer.from(noise(20_000)));
  assert.equal(link.delivered("toClient"), 20_000);
});

test("bytes are told as sent only when the other system has them", () => {
  const bench = new NetworkBench(1, { latency: 50_000, jitter: 0 });
  const { connection, client } = bench.connected();
  const start = bench.world.now;
  connection.write(noise(100));
  bench.world.run(start + 99_000);
  assert.equal(client.sent, 0);
  bench.world.run(start + 101_000);
  assert.equal(client.sent, 100);
});

test("losses are stalls: everything arrives, in order, later", () => {
  const duration = (loss: number) => {
    const bench = new NetworkBench(1, { loss });
    const { connection, server } = bench.connected();
    const start = bench.world.now;
    connection.write(noise(50_000));
    while (server.bytes.length < 50_000) assert.ok(bench.world.step());
    assert.deepEqual(server.bytes, Buffer.from(noise(50_000)));
    return bench.world.now - start;
  };
  assert.ok(duration(0.2) > duration(0) + second / 2);
});

test("an orderly close comes after all bytes, even to a receiver that reads late", () => {
  const bench = new NetworkBench();
  const { connection, client, peer } = bench.connected();
  connection.pause();
  peer().write(noise(3_000));
  peer().close();
  bench.pass(5);
  assert.deepEqual(client.told, ["connected"]);
  connection.resume();
  bench.pass(5);
  assert.equal(client.bytes.length, 3_000);
  assert.deepEqual(client.told, ["connected", "over: closed by the peer"]);
  assert.equal(bench.network.links.size, 0);
});

test("a client's close delivers what it wrote, and it hears nothing more", () => {
  const bench = new NetworkBench();
  const { connection, client, server, peer } = bench.connected();
  peer().write(noise(10));
  connection.write(noise(8_000));
  connection.close();
  bench.pass(5);
  assert.equal(server.bytes.length, 8_000);
  assert.deepEqual(server.told, ["over: closed by the peer"]);
  assert.deepEqual(client.told, ["connected"]);
  assert.equal(client.bytes.length, 0);
});
