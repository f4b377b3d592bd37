import assert from "node:assert/strict";
import { test } from "node:test";
import { Lane } from "../../../simulator/network/lane.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";

function lane() {
  const world = new VirtualWorld();
  const arrivals: [number, string][] = [];
  const it = new Lane<string>(world, (things) => void arrivals.push([world.now, things.join("")]));
  return { world, it, arrivals };
}

test("things arrive at their times, and never overtake each other", () => {
  const { world, it, arrivals } = lane();
  it.send(10, "a");
  it.send(30, "b");
  it.send(20, "c");
  it.send(30, "d");
  it.send(31, "e");
  world.run(100);
  assert.deepEqual(arrivals, [
    [10, "a"],
    [30, "bcd"],
    [31, "e"],
  ]);
});

test("one event waits for a lane, and none for an empty or cleared one", () => {
  const { world, it, arrivals } = lane();
  assert.equal(world.pending, 0);
  for (let count = 0; count < 10; count++) it.send(count, "x");
  assert.equal(world.pending, 1);
  it.clear();
  assert.equal(world.pending, 0);
  assert.ok(it.empty);
  it.send(50, "y");
  world.run(100);
  assert.deepEqual(arrivals, [[50, "y"]]);
});

test("what is sent by an arrival comes after it", () => {
  const world = new VirtualWorld();
  const arrivals: number[] = [];
  const it: Lane<number> = new Lane(world, ([first]) => {
    arrivals.push(first!);
    if (first! < 3) it.send(world.now, first! + 1);
  });
  it.send(5, 1);
  world.run(5);
  assert.deepEqual(arrivals, [1, 2, 3]);
});
