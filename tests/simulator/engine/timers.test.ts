/** Timers as the device runs them (the SDK's modules/base/timer, MC implementation). */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deathIn, machine } from "./machine.ts";

const head = "import host from 'host'; const Timer = host.timer;";

test("timers that are due run in the order in which they were made, not by their times", (t) => {
  const board = machine(
    t,
    `${head} for (const [name, delay] of [['a', 9], ['b', 3], ['c', 6]]) Timer.set(() => trace(name), delay);`,
  );
  assert.equal(board.boot().nextTimer, 3);
  board.run(10);
  assert.deepEqual(board.traces, ["a", "b", "c"]);
});

test("a timer runs at its time, not before", (t) => {
  const board = machine(t, `${head} Timer.set(() => trace('due'), 10);`);
  board.boot();
  assert.equal(board.engine.run(9_999).nextTimer, 10);
  assert.deepEqual(board.traces, []);
  assert.equal(board.engine.run(10_000).nextTimer, undefined);
  assert.deepEqual(board.traces, ["due"]);
});

test("a timer that is made meanwhile waits for the next turn, even with no delay", (t) => {
  const board = machine(
    t,
    `${head} Timer.set(() => { Timer.set(() => trace('inner'), 0); trace('outer'); }, 1);`,
  );
  board.boot();
  assert.equal(board.run(1).nextTimer, 1);
  assert.deepEqual(board.traces, ["outer"]);
  board.run(1);
  assert.deepEqual(board.traces, ["outer", "inner"]);
});

test("the callback gets its timer", (t) => {
  const board = machine(t, `${head} const timer = Timer.set((it) => trace(String(it === timer)), 1);`);
  board.boot();
  board.run(1);
  assert.deepEqual(board.traces, ["true"]);
});

describe("a repeating timer", () => {
  test("does not drift when it is late", (t) => {
    const board = machine(t, `${head} Timer.repeat(() => trace(String(host.now() / 1000)), 10);`);
    board.boot();
    assert.equal(board.run(14).nextTimer, 20);
    assert.equal(board.run(20).nextTimer, 30);
    assert.deepEqual(board.traces, ["14", "20"]);
  });

  test("makes up for what it missed, one at a turn", (t) => {
    const board = machine(t, `${head} Timer.repeat(() => trace('tick'), 10);`);
    board.boot();
    assert.equal(board.run(35).nextTimer, 35);
    assert.equal(board.run(35).nextTimer, 35);
    assert.equal(board.run(35).nextTimer, 40);
    assert.equal(board.traces.length, 3);
  });

  test("may begin with another delay", (t) => {
    const board = machine(t, `${head} Timer.set(() => trace(String(host.now() / 1000)), 5, 20);`);
    board.runUntil(board.boot(), 50);
    assert.deepEqual(board.traces, ["5", "25", "45"]);
  });

  test("ends when it clears itself", (t) => {
    const board = machine(
      t,
      `${head} let n = 0; Timer.repeat((it) => { trace('tick'); if (++n === 2) Timer.clear(it); }, 10);`,
    );
    assert.equal(board.runUntil(board.boot(), 100).nextTimer, undefined);
    assert.equal(board.traces.length, 2);
  });

  test("goes on at another pace when its callback schedules it", (t) => {
    const board = machine(
      t,
      `${head} Timer.repeat((it) => { trace(String(host.now() / 1000)); Timer.schedule(it, 5, 5); }, 10);`,
    );
    board.runUntil(board.boot(), 20);
    assert.deepEqual(board.traces, ["10", "15", "20"]);
  });
});

describe("schedule", () => {
  test("moves a timer", (t) => {
    const board = machine(t, `${head} const it = Timer.set(() => trace('due'), 5); Timer.schedule(it, 50);`);
    assert.equal(board.boot().nextTimer, 50);
  });

  test("a one-shot timer that its own callback schedules is gone all the same", (t) => {
    const board = machine(t, `${head} Timer.set((it) => { trace('due'); Timer.schedule(it, 5); }, 5);`);
    assert.equal(board.runUntil(board.boot(), 100).nextTimer, undefined);
    assert.deepEqual(board.traces, ["due"]);
  });

  test("a one-shot timer that its own callback makes repeating lives", (t) => {
    const board = machine(t, `${head} Timer.set((it) => { trace('due'); Timer.schedule(it, 5, 7); }, 5);`);
    board.runUntil(board.boot(), 20);
    assert.equal(board.traces.length, 4);
  });

  test("without an interval it stops a timer, until it is scheduled again", (t) => {
    const board = machine(
      t,
      `${head}
      const it = Timer.repeat(() => trace('tick'), 10);
      Timer.schedule(it);
      host.open('part', () => Timer.schedule(it, 3));`,
    );
    assert.equal(board.boot().nextTimer, undefined);
    board.run(100);
    assert.deepEqual(board.traces, []);
    const idle = board.engine.event(200_000, 1, []);
    assert.equal(idle.nextTimer, 203);
    assert.equal(board.run(203).nextTimer, undefined, "now it is a one-shot timer");
    assert.deepEqual(board.traces, ["tick"]);
  });

  test("stops a timer that is due in this turn", (t) => {
    const board = machine(
      t,
      `${head} Timer.set(() => Timer.schedule(other), 5); const other = Timer.set(() => trace('never'), 5);`,
    );
    board.boot();
    assert.equal(board.run(5).nextTimer, undefined);
    assert.deepEqual(board.traces, []);
  });

  test("refuses what is no timer, and a timer that is gone", (t) => {
    const board = machine(
      t,
      `${head}
      const gone = Timer.set(() => {}, 5);
      Timer.clear(gone);
      for (const it of [gone, {}, undefined, 7]) try { Timer.schedule(it, 5) } catch { trace('refused') }`,
    );
    board.boot();
    assert.equal(board.traces.length, 4);
  });
});

describe("clear", () => {
  test("of another timer that is due in this turn", (t) => {
    const board = machine(
      t,
      `${head}
      Timer.set(() => { trace('first'); Timer.clear(second); }, 5);
      const second = Timer.set(() => trace('never'), 5);
      Timer.set(() => trace('third'), 5);`,
    );
    board.boot();
    assert.equal(board.run(5).nextTimer, undefined);
    assert.deepEqual(board.traces, ["first", "third"]);
  });

  test("of a timer that ran earlier in this turn", (t) => {
    const board = machine(
      t,
      `${head}
      const first = Timer.repeat(() => trace('first'), 5);
      Timer.set(() => Timer.clear(first), 5);`,
    );
    board.boot();
    assert.equal(board.run(5).nextTimer, undefined);
  });

  test("twice, of nothing, and of what is no timer, does nothing", (t) => {
    const board = machine(
      t,
      `${head}
      const timer = Timer.set(() => trace('never'), 5);
      Timer.clear(timer);
      Timer.clear(timer);
      Timer.clear();
      for (const it of [undefined, null, {}, 7]) Timer.clear(it);
      const past = Timer.set(() => {}, 5);
      Timer.set(() => { Timer.clear(past); trace('unharmed'); }, 6);`,
    );
    board.runUntil(board.boot(), 10);
    assert.deepEqual(board.traces, ["unharmed"]);
  });
});

test("a timer that nobody refers to lives; one that is gone is garbage", (t) => {
  const board = machine(
    t,
    `${head}
    Timer.repeat(() => trace('alive'), 1000);
    const garbage = () => { for (let i = 0; i < 50; i++) Timer.clear(Timer.set(() => {}, 5)); };
    host.open('part', garbage);`,
  );
  board.boot();
  board.engine.event(0, 1, []);
  const before = board.engine.statistics(true);
  for (let i = 0; i < 20; i++) board.engine.event(i, 1, []);
  const after = board.engine.statistics(true);
  assert.equal(after.slots, before.slots);
  board.run(1000);
  assert.deepEqual(board.traces, ["alive"]);
});

for (const [name, bound] of [
  ["2^31", 2 ** 31],
  ["2^32", 2 ** 32],
] as const)
  test(`timers run on when the device's milliseconds pass ${name}`, (t) => {
    const board = machine(
      t,
      `${head}
      const start = host.now() / 1000;
      Timer.repeat(() => trace('tick'), 10);
      Timer.set(() => trace('at ' + (host.now() / 1000 - start)), 105);`,
      { now: (bound - 55) * 1000 },
    );
    let idle = board.boot();
    assert.equal(idle.nextTimer, bound - 45);
    idle = board.runUntil(idle, bound + 55);
    assert.equal(board.traces.filter((text) => text === "tick").length, 11);
    assert.ok(board.traces.includes("at 105"));
    assert.equal(idle.nextTimer, bound + 65);
  });

test("a callback that is no function is refused, and Timer.delay too, since it blocks", (t) => {
  const board = machine(
    t,
    `${head} for (const f of [() => Timer.set(7, 1), () => Timer.repeat({}, 1), () => Timer.delay(5)])
      try { f(); } catch { trace('refused'); }`,
  );
  board.boot();
  assert.equal(board.traces.length, 3);
});

test("an exception in a timer leaves no timer of the turn half done", (t) => {
  const board = machine(
    t,
    `${head} Timer.set(() => { throw new Error('first'); }, 1); Timer.set(() => trace('x'), 1);`,
  );
  board.boot();
  assert.match(deathIn(() => board.run(1)).reason, /first/);
  assert.deepEqual(board.traces, []);
});
