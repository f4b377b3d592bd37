import assert from "node:assert/strict";
import { test } from "node:test";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";

test("events run in order, each with the clock at its due time", () => {
  const world = new VirtualWorld();
  const seen: [string, number][] = [];
  world.schedule(20, () => seen.push(["b", world.now]));
  world.schedule(10, () => seen.push(["a", world.now]));
  world.schedule(20, () => seen.push(["c", world.now]));
  world.run(100);
  assert.deepEqual(seen, [
    ["a", 10],
    ["b", 20],
    ["c", 20],
  ]);
  assert.equal(world.now, 100);
});

test("run() includes its end and leaves what comes after", () => {
  const world = new VirtualWorld();
  const seen: number[] = [];
  for (const at of [99, 100, 101]) world.schedule(at, () => seen.push(at));
  world.run(100);
  assert.deepEqual(seen, [99, 100]);
  assert.equal(world.next, 101);
});

test("a time in the past is now", () => {
  const world = new VirtualWorld();
  world.run(50);
  assert.equal(world.schedule(10, () => {}).at, 50);
  world.step();
  assert.equal(world.now, 50);
});

test("events may schedule and cancel others", () => {
  const world = new VirtualWorld();
  const seen: string[] = [];
  const doomed = world.schedule(30, () => seen.push("doomed"));
  world.schedule(10, () => {
    doomed.cancel();
    world.schedule(world.now, () => seen.push("same time"));
    world.schedule(20, () => seen.push("later"));
  });
  world.run(100);
  assert.deepEqual(seen, ["same time", "later"]);
});

test("step() runs one event and says whether there was one", () => {
  const world = new VirtualWorld();
  world.schedule(5, () => {});
  assert.equal(world.step(), true);
  assert.equal(world.now, 5);
  assert.equal(world.step(), false);
});

test("an event that throws takes nothing with it", () => {
  const world = new VirtualWorld();
  const seen: number[] = [];
  world.schedule(1, () => {
    throw new Error("broken part");
  });
  world.schedule(2, () => seen.push(world.now));
  assert.throws(() => world.run(10), /broken part/);
  assert.equal(world.now, 1);
  world.run(10);
  assert.deepEqual(seen, [2]);
});

test("an event cannot run the world", () => {
  const world = new VirtualWorld();
  world.schedule(1, () => world.run(10));
  assert.throws(() => world.run(10), /cannot run the world/);
});

test("a closed world runs nothing and schedules nothing", () => {
  const world = new VirtualWorld();
  world.schedule(1, () => assert.fail());
  world.close();
  world.schedule(1, () => assert.fail());
  assert.equal(world.pending, 0);
  assert.equal(world.step(), false);
});
