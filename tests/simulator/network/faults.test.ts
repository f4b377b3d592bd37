import assert from "node:assert/strict";
import { test } from "node:test";
import { NetworkBench, noise, second, server as site } from "./bench.ts";

test("a port without a server refuses", () => {
  const bench = new NetworkBench();
  const { client } = bench.dial(site.address, 81);
  bench.pass(1);
  assert.deepEqual(client.told, ["over: connection refused"]);
  assert.equal(bench.network.links.size, 0);
});

test("refusing is switched on and off", () => {
  const bench = new NetworkBench();
  bench.network.conditions.refuse = true;
  const { client } = bench.connected();
  assert.deepEqual(client.told, ["over: connection refused"]);
  bench.network.conditions.refuse = false;
  assert.deepEqual(bench.connected().client.told, ["connected"]);
});

test("an address without a host never answers: the client gives up", () => {
  const bench = new NetworkBench();
  const { client } = bench.dial("10.9.9.9");
  bench.pass(74);
  assert.deepEqual(client.told, []);
  bench.pass(2);
  assert.deepEqual(client.told, ["over: timed out"]);
  assert.equal(bench.network.links.size, 0);
  assert.equal(bench.world.pending, 0);
});

for (const count of [1, 2, 99, 1_440, 5_000])
  test(`a connection is cut after exactly ${count} bytes to the server`, () => {
    const bench = new NetworkBench();
    const { connection, client, link, server } = bench.connected();
    link.cutAfter("toServer", count);
    connection.write(noise(10_000));
    bench.pass(5);
    assert.deepEqual(server.bytes, Buffer.from(noise(10_000).subarray(0, count)));
    assert.deepEqual(server.told, ["over: reset by the peer"]);
    assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
    assert.equal(bench.network.links.size, 0);
  });

test("a connection is cut after exactly so many bytes to the client, counted from its beginning", () => {
  const bench = new NetworkBench();
  const { client, link, server, peer } = bench.connected();
  peer().write(noise(100));
  bench.pass(1);
  link.cutAfter("toClient", 150);
  peer().write(noise(100));
  bench.pass(1);
  assert.equal(client.bytes.length, 150);
  assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
  assert.deepEqual(server.told, ["over: reset by the peer"]);
});

test("a cut at what has been delivered already comes at once", () => {
  const bench = new NetworkBench();
  const { client, link } = bench.connected();
  link.cutAfter("toServer", 0);
  bench.pass(1);
  assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
});

test("the next connection is cut, and only that", () => {
  const bench = new NetworkBench();
  bench.network.cutNextAfter("toServer", 3);
  const [first, second] = [bench.dial(), bench.dial()];
  for (const { connection } of [first, second]) connection.write(noise(10));
  bench.pass(1);
  assert.equal(first.server.bytes.length, 3);
  assert.equal(second.server.bytes.length, 10);
});

test("resets drawn by chance cut anywhere, and both sides are told", () => {
  const lengths = new Set<number>();
  for (let seed = 0; seed < 100; seed++) {
    const bench = new NetworkBench(seed, { reset: 1, segment: 50 });
    const { connection, client, server } = bench.connected();
    connection.write(noise(50));
    bench.pass(1);
    assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
    assert.deepEqual(server.told, ["over: reset by the peer"]);
    assert.deepEqual(server.bytes, Buffer.from(noise(50).subarray(0, server.bytes.length)));
    lengths.add(server.bytes.length);
  }
  assert.ok(lengths.size > 20, `${lengths.size} places`);
});

test("a server's reset loses what has not departed", () => {
  const bench = new NetworkBench(1, { window: { toServer: 65_535, toClient: 100 } });
  const { client, peer } = bench.connected();
  peer().write(noise(10_000));
  bench.pass(0.001);
  peer().reset();
  bench.pass(5);
  assert.ok(client.bytes.length <= 100);
  assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
});

test("a black hole to the server swallows, and retransmissions bring all of it once it is gone", () => {
  const bench = new NetworkBench();
  const { connection, client, server, peer } = bench.connected();
  bench.network.conditions.blackHole.toServer = true;
  connection.write(noise(500));
  peer().write(noise(200));
  bench.pass(30);
  assert.equal(server.bytes.length, 0);
  assert.equal(client.sent, 0);
  assert.equal(client.bytes.length, 200, "the other direction is open");
  assert.equal(peer().unacknowledged, 200, "but the acknowledgements are swallowed");
  bench.network.conditions.blackHole.toServer = false;
  bench.pass(60);
  assert.deepEqual(server.bytes, Buffer.from(noise(500)));
  assert.equal(client.sent, 500);
  assert.equal(peer().unacknowledged, 0);
});

test("a black hole that stays makes the sender's system give up, and leaves the other half-open", () => {
  const bench = new NetworkBench();
  const { connection, client, server, peer } = bench.connected();
  bench.network.conditions.blackHole = { toServer: true, toClient: true };
  connection.write(noise(5));
  bench.pass(899);
  assert.deepEqual(client.told, ["connected"]);
  bench.pass(200);
  assert.deepEqual(client.told, ["connected", "over: timed out"]);
  assert.deepEqual(server.told, []);
  bench.network.conditions.blackHole = { toServer: false, toClient: false };
  peer().write(noise(5));
  bench.pass(5);
  assert.deepEqual(server.told, ["over: reset by the peer"]);
  assert.equal(bench.network.links.size, 0);
});

test("a connection asked for into a black hole is made once it is gone", () => {
  const bench = new NetworkBench(1, { blackHole: { toServer: true, toClient: false } });
  const { client } = bench.connected();
  assert.deepEqual(client.told, []);
  bench.network.conditions.blackHole.toServer = false;
  bench.pass(10);
  assert.deepEqual(client.told, ["connected"]);
});

test("a client that drops leaves the server half-open, until that writes and gives up", () => {
  const bench = new NetworkBench();
  const { connection, client, server, peer } = bench.connected();
  connection.drop();
  bench.pass(3_600);
  assert.deepEqual(server.told, []);
  assert.equal(bench.network.links.size, 1);
  peer().write(noise(5));
  bench.pass(1_100);
  assert.deepEqual(server.told, ["over: timed out"]);
  assert.deepEqual(client.told, ["connected"]);
  assert.equal(bench.network.links.size, 0);
});

test("a half-open side learns by a reset when it writes", () => {
  const bench = new NetworkBench();
  const { connection, client, link, server } = bench.connected();
  link.halfOpen("client");
  bench.pass(60);
  assert.deepEqual(server.told, ["over: reset by the peer"]);
  assert.deepEqual(client.told, ["connected"]);
  connection.write(noise(5));
  bench.pass(1);
  assert.deepEqual(client.told, ["connected", "over: reset by the peer"]);
  assert.equal(server.bytes.length, 0);
});

test("a half-open side that gets no answer gives up", () => {
  const bench = new NetworkBench(1, { giveUp: 10 * second });
  const { connection, client, link } = bench.connected();
  link.halfOpen("client", "silence");
  connection.write(noise(5));
  bench.pass(60);
  assert.deepEqual(client.told, ["connected", "over: timed out"]);
});

test("no event waits for a connection that both sides have ended", () => {
  const bench = new NetworkBench();
  bench.dial().connection.close();
  assert.equal(bench.world.pending, 0, "before it was made");
  const { connection, peer } = bench.connected();
  bench.network.conditions.blackHole = { toServer: true, toClient: true };
  connection.write(noise(5));
  peer().write(noise(5));
  bench.pass(10);
  connection.close();
  peer().close();
  assert.equal(bench.world.pending, 0, "in a black hole");
});

test("a side that is over hears nothing more, whatever it does", () => {
  const bench = new NetworkBench();
  const { connection, client, peer } = bench.connected();
  peer().write(noise(100));
  connection.close();
  connection.write(noise(5));
  connection.close();
  connection.drop();
  connection.resume();
  peer().reset();
  bench.pass(10);
  assert.deepEqual(client.told, ["connected"]);
  assert.equal(client.bytes.length, 0);
  assert.equal(bench.network.links.size, 0);
  assert.equal(bench.world.pending, 0);
});
