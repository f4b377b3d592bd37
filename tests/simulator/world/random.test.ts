import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../../simulator/world/random.ts";

const draw = (random: Random, count = 20) => Array.from({ length: count }, () => random.next());

test("the same seed gives the same stream, another seed another one", () => {
  assert.deepEqual(draw(new Random(7)), draw(new Random("7")));
  assert.notDeepEqual(draw(new Random(7)), draw(new Random(8)));
});

test("the stream of a seed is the same in every release", () => {
  const random = new Random("vigia");
  assert.deepEqual(
    Array.from({ length: 5 }, () => random.integer(0, 999)),
    [467, 231, 878, 991, 157],
  );
});

test("a fork depends on seed and label alone", () => {
  const used = new Random(1);
  draw(used, 100);
  assert.deepEqual(draw(used.fork("dht")), draw(new Random(1).fork("dht")));
  assert.notDeepEqual(draw(new Random(1).fork("dht")), draw(new Random(1).fork("btn")));
  assert.notDeepEqual(draw(new Random(1).fork("dht")), draw(new Random(2).fork("dht")));
});

test("drawing from a fork does not disturb its parent", () => {
  const disturbed = new Random(3);
  draw(disturbed.fork("a"));
  assert.deepEqual(draw(disturbed), draw(new Random(3)));
});

test("next() is even over its range", () => {
  const random = new Random("even");
  const bins = new Array<number>(10).fill(0);
  for (const value of draw(random, 100_000)) {
    assert.ok(value >= 0 && value < 1);
    bins[Math.floor(value * 10)]!++;
  }
  for (const count of bins) assert.ok(Math.abs(count - 10_000) < 500, `bins ${bins}`);
});

test("integer() reaches both bounds and nothing beyond", () => {
  const random = new Random("integer");
  const seen = new Set(Array.from({ length: 1000 }, () => random.integer(-2, 3)));
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [-2, -1, 0, 1, 2, 3],
  );
  assert.equal(random.integer(5, 5), 5);
  assert.throws(() => random.integer(2, 1), RangeError);
  assert.throws(() => random.integer(0.5, 2), RangeError);
});

test("chance() follows its probability", () => {
  const random = new Random("chance");
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.2)).filter(Boolean).length;
  assert.ok(Math.abs(hits - 2000) < 150, `${hits} of 10000`);
  assert.equal(random.chance(0), false);
  assert.equal(random.chance(1), true);
});
