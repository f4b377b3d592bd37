import assert from "node:assert/strict";
import { test } from "node:test";
import { EventQueue, type QueuedEvent } from "../../../simulator/world/event-queue.ts";
import { Random } from "../../../simulator/world/random.ts";

const nothing = () => {};

test("events come out in order of time, ties in the order they were added", () => {
  const queue = new EventQueue();
  const added = [30, 10, 20, 10, 30, 10].map((at) => queue.add(at, nothing));
  const expected = [1, 3, 5, 2, 0, 4].map((index) => added[index]);
  assert.deepEqual(
    added.map(() => queue.take()),
    expected,
  );
  assert.equal(queue.take(), undefined);
});

test("a cancelled event is gone at once", () => {
  const queue = new EventQueue();
  for (let round = 0; round < 1000; round++) queue.add(round, nothing).cancel();
  assert.equal(queue.size, 0);
});

test("cancelling twice, or after the event was taken, does nothing", () => {
  const queue = new EventQueue();
  const first = queue.add(1, nothing);
  const second = queue.add(2, nothing);
  queue.take();
  first.cancel();
  assert.equal(queue.next, second);
  second.cancel();
  second.cancel();
  assert.equal(queue.size, 0);
});

test("a time that is not a finite number is refused", () => {
  const queue = new EventQueue();
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => queue.add(at, nothing), RangeError);
  }
  assert.equal(queue.size, 0);
});

test("random operations agree with a sorted array", () => {
  const random = new Random("event queue");
  const queue = new EventQueue();
  const model: QueuedEvent[] = [];
  for (let round = 0; round < 20_000; round++) {
    const operation = random.next();
    if (operation < 0.5) {
      model.push(queue.add(random.integer(0, 200), nothing));
      model.sort((a, b) => a.at - b.at || a.order - b.order);
    } else if (operation < 0.75 && model.length > 0) {
      model.splice(random.integer(0, model.length - 1), 1)[0]!.cancel();
    } else {
      assert.equal(queue.take(), model.shift());
    }
    assert.equal(queue.size, model.length);
    assert.equal(queue.next, model[0]);
  }
});
