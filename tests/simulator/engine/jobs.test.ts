/** When promise jobs run: after all that was due in the turn. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deathIn, machine } from "./machine.ts";

test("promise jobs run after all timers that are due", (t) => {
  const board = machine(
    t,
    `import host from 'host';
    for (const name of ['a', 'b'])
      host.timer.set(() => { Promise.resolve().then(() => trace('job of ' + name)); trace(name); }, 1);`,
  );
  board.boot();
  board.run(1);
  assert.deepEqual(board.traces, ["a", "b", "job of a", "job of b"]);
});

test("a job that queues jobs has them run in the same turn, before the next timer", (t) => {
  const board = machine(
    t,
    `import host from 'host';
    host.timer.set(async () => { for (let i = 0; i < 5; i++) { await 0; trace(String(i)); } }, 1);
    host.timer.set(() => trace('timer'), 2);`,
  );
  board.boot();
  board.run(1);
  assert.deepEqual(board.traces, ["0", "1", "2", "3", "4"]);
  board.run(2);
  assert.equal(board.traces.at(-1), "timer");
});

test("jobs of the boot run before it ends", (t) => {
  const board = machine(t, "Promise.resolve().then(() => trace('job')); trace('end of main');");
  board.boot();
  assert.deepEqual(board.traces, ["end of main", "job"]);
});

test("a main that awaits at its top level is refused, as the device's main is", (t) => {
  const board = machine(t, "await 0;");
  assert.match(deathIn(() => board.boot()).reason, /async module/);
});

test("an exception in a job is a rejection: the jobs after it run", (t) => {
  const board = machine(
    t,
    `const wrong = Promise.resolve().then(() => { throw new Error('caught'); });
    Promise.resolve().then(() => trace('next'));
    wrong.catch((error) => trace(error.message));`,
  );
  board.boot();
  assert.deepEqual(board.traces, ["next", "caught"]);
});

test("a job of an event runs in the event's turn", (t) => {
  const board = machine(
    t,
    `import host from 'host';
    host.open('part', async (value) => { await 0; host.post(1, value + 1); });`,
  );
  board.boot();
  board.engine.event(0, 1, [41]);
  assert.deepEqual(board.posts, [[42]]);
});

test("import() settles, and rejects for a module that is not there", (t) => {
  const board = machine(
    t,
    `import('there').then(({ default: value }) => trace(value));
    import('nowhere').catch((error) => trace(error.name));`,
    { modules: { there: "export default 'found';" } },
  );
  board.boot();
  assert.deepEqual(board.traces.sort(), ["ReferenceError", "found"]);
});
