/** `defines.xs.abortHook`: the firmware's globalThis.abort hears why the chip will restart. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { deathIn, machine } from "./machine.ts";

const hook = (answer: string) => `
  import host from 'host';
  globalThis.abort = (reason, exception) => {
    trace(reason, '|', exception instanceof Error ? exception.message : typeof exception);
    return ${answer};
  };`;

test("it hears the reason and the exception itself, then the chip restarts", (t) => {
  const board = machine(t, `${hook("true")} throw new Error('gone');`, { abortHook: true });
  assert.equal(deathIn(() => board.boot()).name, "unhandled exception");
  assert.deepEqual(board.traces, ["unhandled exception|gone"]);
});

for (const answer of ["undefined", "null", "0", "''"])
  test(`only false goes on, not ${answer}`, (t) => {
    const board = machine(t, `${hook(answer)} throw new Error('gone');`, { abortHook: true });
    assert.equal(deathIn(() => board.boot()).name, "unhandled exception");
  });

test("false goes on after an exception in a timer, an event and a rejection", (t) => {
  const board = machine(
    t,
    `${hook("false")}
    host.timer.set(() => { throw new Error('timer'); }, 1);
    host.timer.set(() => trace('another timer'), 1);
    host.open('part', () => { throw new Error('event'); });
    Promise.reject(new Error('promise'));
    host.timer.set(() => trace('later'), 3);`,
    { abortHook: true },
  );
  board.boot();
  board.run(1);
  board.engine.event(1000, 1, []);
  board.engine.statistics(true);
  board.run(2);
  board.run(3);
  assert.deepEqual(board.traces, [
    "unhandled exception|timer",
    "another timer",
    "unhandled exception|event",
    "unhandled rejection|promise",
    "later",
  ]);
});

test("it is not called after a stack overflow", (t) => {
  const board = machine(t, `${hook("false")} const f = (n) => 1 + f(n + 1); f(0);`, { abortHook: true });
  assert.equal(deathIn(() => board.boot()).name, "stack overflow");
  assert.deepEqual(board.traces, []);
});

test("without memory it cannot go on", (t) => {
  const board = machine(t, `${hook("false")} const list = []; for (;;) list.push(new ArrayBuffer(100));`, {
    abortHook: true,
  });
  assert.equal(deathIn(() => board.boot()).name, "memory full");
  assert.match(board.traces.join(), /^memory full\|/);
});

test("an endless loop is not gone on with", (t) => {
  const board = machine(t, `${hook("false")} for (;;) ;`, { abortHook: true, meterLimit: 100_000 });
  assert.equal(deathIn(() => board.boot()).name, "too much computation");
});

test("a hook that throws, hangs or fills the memory changes nothing", (t) => {
  for (const [body, name] of [
    ["throw 1;", "unhandled exception"],
    ["for (;;) ;", "too much computation"],
    ["let list; for (;;) list = { list };", "memory full"],
    ["const f = (n) => 1 + f(n + 1); f(0);", "stack overflow"],
  ]) {
    const board = machine(t, `globalThis.abort = () => { ${body} }; throw new Error('gone');`, {
      abortHook: true,
      meterLimit: 1_000_000,
    });
    assert.equal(deathIn(() => board.boot()).name, name);
  }
});

test("the hook is not called unless the manifest defines it", (t) => {
  const board = machine(t, `${hook("false")} throw new Error('gone');`);
  assert.equal(deathIn(() => board.boot()).name, "unhandled exception");
  assert.deepEqual(board.traces, []);
});

test("it gets the exception itself, even one that cannot be described", (t) => {
  const board = machine(
    t,
    "const it = { toString() { throw 1; } }; globalThis.abort = (_, e) => { trace(String(e === it)); }; throw it;",
    { abortHook: true },
  );
  assert.match(deathIn(() => board.boot()).reason, /without a description/);
  assert.deepEqual(board.traces, ["true"]);
});
