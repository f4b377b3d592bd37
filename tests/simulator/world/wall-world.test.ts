import assert from "node:assert/strict";
import { test } from "node:test";
import type { WallClock } from "../../../simulator/world/wall-clock.ts";
import { systemClock } from "../../../simulator/world/wall-clock.ts";
import { WallWorld } from "../../../simulator/world/wall-world.ts";

/** A computer's clock in the test's hand: it wakes whom it should, as late as the test likes. */
class HandClock implements WallClock {
  time = 5_000_000;
  waiting: { at: number; action: () => void } | undefined;

  now(): number {
    return this.time;
  }

  wake(delay: number, action: () => void): () => void {
    assert.equal(this.waiting, undefined, "one timer at a time");
    const waiting = { at: this.time + delay, action };
    this.waiting = waiting;
    return () => {
      if (this.waiting === waiting) this.waiting = undefined;
    };
  }

  /** Lets time pass; the timer goes off at the end, however early it was due. */
  pass(microseconds: number): void {
    this.time += microseconds;
    const { waiting } = this;
    if (waiting === undefined || waiting.at > this.time) return;
    this.waiting = undefined;
    waiting.action();
  }
}

function makeWorld(): { clock: HandClock; world: WallWorld } {
  const clock = new HandClock();
  return { clock, world: new WallWorld(1, clock) };
}

test("now is the wall time since the start, in whole microseconds", () => {
  const { clock, world } = makeWorld();
  assert.equal(world.now, 0);
  clock.time += 1234.9;
  assert.equal(world.now, 1234);
});

test("late events run in one go, each at its due time", () => {
  const { clock, world } = makeWorld();
  const seen: number[] = [];
  for (const at of [300, 100, 200]) world.schedule(at, () => seen.push(world.now));
  world.schedule(5000, () => seen.push(world.now));
  clock.pass(2000);
  assert.deepEqual(seen, [100, 200, 300]);
  assert.equal(world.now, 2000);
  clock.pass(3000);
  assert.deepEqual(seen, [100, 200, 300, 5000]);
});

test("what an event schedules keeps its distance to it, and runs in the same go if it is due", () => {
  const { clock, world } = makeWorld();
  const seen: number[] = [];
  world.schedule(100, () => {
    world.schedule(world.now + 50, () => seen.push(world.now));
    world.schedule(world.now + 9000, () => seen.push(world.now));
  });
  clock.pass(1000);
  assert.deepEqual(seen, [150]);
  clock.pass(9000);
  assert.deepEqual(seen, [150, 9100]);
});

test("now never passes an event that has not run", () => {
  const { clock, world } = makeWorld();
  const seen: [string, number][] = [];
  world.schedule(100, () => seen.push(["event", world.now]));
  clock.time += 800;
  seen.push(["socket", world.now]);
  world.schedule(world.now, () => seen.push(["from socket", world.now]));
  clock.pass(0);
  seen.push(["after", world.now]);
  assert.deepEqual(seen, [
    ["socket", 100],
    ["event", 100],
    ["from socket", 100],
    ["after", 800],
  ]);
});

test("an earlier event moves the timer, a timer that goes off early asks again", () => {
  const { clock, world } = makeWorld();
  const seen: number[] = [];
  world.schedule(1000, () => seen.push(1000));
  const early = world.schedule(500, () => seen.push(500));
  assert.equal(clock.waiting?.at, 5_000_500);
  early.cancel();
  clock.pass(500);
  assert.deepEqual(seen, []);
  assert.equal(clock.waiting?.at, 5_001_000);
  clock.pass(500);
  assert.deepEqual(seen, [1000]);
  assert.equal(clock.waiting, undefined);
});

test("an event that throws takes nothing with it", () => {
  const { clock, world } = makeWorld();
  const seen: number[] = [];
  world.schedule(1, () => {
    throw new Error("broken part");
  });
  world.schedule(2, () => seen.push(world.now));
  assert.throws(() => clock.pass(10), /broken part/);
  assert.equal(world.now, 2, "the second event still waits");
  clock.pass(0);
  assert.deepEqual(seen, [2]);
});

test("close() stops the timer for good", () => {
  const { clock, world } = makeWorld();
  world.schedule(1, () => assert.fail());
  world.close();
  world.schedule(1, () => assert.fail());
  assert.equal(clock.waiting, undefined);
  clock.pass(100);
});

test("on the computer's own clock", async () => {
  const world = new WallWorld(1, systemClock);
  // Time stands meanwhile: on a busy computer, scheduling may take longer than the event is away.
  world.pause();
  const due = world.now + 2000;
  const at = await new Promise<number>((resolve) => {
    world.schedule(due, () => resolve(world.now));
    world.resume();
  });
  assert.equal(at, due);
  assert.ok(world.now >= due);
  world.close();
});

test("paused by an event, time stands there and goes on from there", () => {
  const { clock, world } = makeWorld();
  const seen: number[] = [];
  const note = () => seen.push(world.now);
  world.schedule(1000, () => {
    note();
    world.pause();
  });
  world.schedule(1500, note);
  clock.pass(2000);
  assert.deepEqual(seen, [1000]);
  assert.equal(world.now, 1000);
  assert.equal(clock.waiting, undefined, "no timer runs in the pause");
  world.schedule(1200, note);
  clock.pass(60_000);
  assert.deepEqual(seen, [1000]);
  world.resume();
  clock.pass(500);
  assert.deepEqual(seen, [1000, 1200, 1500]);
  assert.equal(world.now, 1500);
});

test("paused between events, what a callback schedules waits for the end of the pause", () => {
  const { clock, world } = makeWorld();
  let ran = false;
  clock.pass(300);
  world.pause();
  world.pause();
  clock.pass(700);
  assert.ok(world.paused, "paused");
  assert.equal(world.now, 300);
  world.schedule(world.now, () => {
    ran = true;
  });
  clock.pass(1);
  assert.ok(!ran, "not in the pause");
  world.resume();
  clock.pass(0);
  assert.ok(ran, "after the pause");
  world.resume();
  assert.equal(world.now, 300);
});
