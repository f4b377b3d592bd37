import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../simulator/world/random.ts";
import { NetworkBench, noise, second, traceHash } from "./bench.ts";

/** Connections one after another and at once, through every kind of fault that chance draws. */
function storm(seed: number, connections: number): { hash: string; bench: NetworkBench } {
  const bench = new NetworkBench(seed, { loss: 0.02, reset: 0.02, segment: 200 });
  const digest = traceHash(bench.network);
  const random = new Random(`storm ${seed}`);
  const bytes = noise(2_000, "storm");
  for (let count = 0; count < connections; count++) {
    bench.world.schedule(count * 50_000, () => {
      const { connection, link, peer } = bench.dial();
      connection.write(bytes.subarray(0, random.integer(1, 2_000)));
      bench.world.schedule(bench.world.now + random.integer(20_000, 400_000), () => {
        peer()?.write(bytes.subarray(0, random.integer(1, 2_000)));
        const end = random.integer(0, 5);
        if (end === 0) connection.close();
        else if (end === 1) connection.drop();
        else if (end === 2) peer()?.close();
        else if (end === 3) link.halfOpen("server");
        else if (end === 4) link.cutAfter("toServer", random.integer(0, 3_000));
        else connection.pause();
      });
      bench.world.schedule(bench.world.now + 2 * second, () => {
        connection.close();
        peer()?.close();
      });
    });
  }
  bench.world.run(connections * 50_000 + 3_000 * second);
  return { hash: digest(), bench };
}

test("the same seed gives the same trace over a thousand connections, another seed another", () => {
  const { hash } = storm(7, 1_000);
  assert.equal(storm(7, 1_000).hash, hash);
  assert.notEqual(storm(8, 1_000).hash, hash);
});

test("nothing is left behind by ten thousand connections", () => {
  const bench = new NetworkBench(3, { loss: 0.01, reset: 0.01 });
  const bytes = noise(100);
  let most = 0;
  const waiting: number[] = [];
  for (let count = 0; count < 10_000; count++) {
    const { connection, link, peer } = bench.dial();
    connection.write(bytes);
    bench.pass(0.1);
    peer()?.write(bytes);
    if (count % 3 === 0) link.halfOpen("client");
    if (count % 3 === 1) connection.drop();
    bench.pass(0.1);
    connection.close();
    peer()?.close();
    bench.pass(0.1);
    bench.forget();
    most = Math.max(most, bench.network.links.size);
    if (count % 1_000 === 999) waiting.push(bench.world.pending);
  }
  bench.pass(2_000);
  assert.equal(bench.network.links.size, 0);
  assert.equal(bench.world.pending, 0);
  assert.ok(most < 10, `${most} connections at once`);
  assert.ok(Math.max(...waiting) < 100, `events waiting: ${waiting}`);
});
