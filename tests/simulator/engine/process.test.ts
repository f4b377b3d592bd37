/** The engine's process: its end is told, many run at once, and nothing is left behind. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { test } from "node:test";
import { Engine } from "../../../simulator/engine/engine.ts";
import { deathIn, Machine, machine } from "./machine.ts";

const counter = `
  import host from 'host';
  let n = 0;
  host.timer.repeat(() => trace(String(++n)), 10);
  host.open('part', (value) => host.post(1, host.call(1, value)));`;

/** Lets the process's end be noticed. */
const ended = async (pid: number) => {
  const until = Date.now() + 5000;
  while (existsSync(`/proc/${pid}`) && Date.now() < until)
    await new Promise((resolve) => setImmediate(resolve));
  return !existsSync(`/proc/${pid}`);
};

for (const signal of ["SIGKILL", "SIGTERM", "SIGSEGV"] as const)
  test(`an engine that is ended from outside by ${signal} is reported, in the next turn`, (t) => {
    const board = machine(t, counter);
    const idle = board.boot();
    board.runUntil(idle, 30);
    process.kill(board.engine.pid!, signal);
    const end = deathIn(() => {
      for (let at = 40; at < 2000; at += 10) board.run(at);
    });
    assert.equal(end.code, 1);
    assert.match(end.reason, /ended without a word/);
    assert.throws(() => board.run(2000), /the board is off/);
  });

test("an engine that is killed amidst an endless turn is reported", (t) => {
  const board = machine(t, "import host from 'host'; host.call(host.open('part', () => {}), 1); for (;;) ;", {
    meterLimit: 0,
    wallLimit: 0,
    call: () => {
      const { pid } = board.engine;
      killSoon(pid!);
      return undefined;
    },
  });
  assert.match(deathIn(() => board.boot()).reason, /ended without a word/);
});

/** Kills from another process, since this one waits for the engine. */
function killSoon(pid: number): void {
  spawn("sh", ["-c", `sleep 0.1; kill -9 ${pid}`], { stdio: "ignore" });
}

test("a program that cannot be started is reported", () => {
  const engine = new Engine("/nowhere/vigia-board", {
    trace() {},
    open() {},
    close() {},
    post() {},
    call: () => undefined,
  });
  assert.match(deathIn(() => engine.run(0)).reason, /ended without a word/);
});

test("twenty engines at once, each for itself", (t) => {
  const boards = Array.from({ length: 20 }, () => machine(t, counter));
  for (const board of boards) board.boot();
  assert.equal(new Set(boards.map((board) => board.engine.pid)).size, 20);
  for (let at = 10; at <= 500; at += 10) for (const board of boards) board.run(at);
  for (const [i, board] of boards.entries()) board.engine.event(5e5, 1, [i]);
  for (const [i, board] of boards.entries()) {
    assert.equal(board.traces.at(-1), "50");
    assert.deepEqual(board.posts, [[i]]);
  }
  for (const board of boards.slice(0, 10)) board.close();
  for (const board of boards.slice(10)) board.run(510);
});

test("an engine that is closed takes its process, its pipes and its memory with it", async () => {
  const pipes = () =>
    readdirSync("/proc/self/fd").filter((fd) => {
      try {
        return /\/vigia-\w+\/(up|down)/.test(readlinkSync(`/proc/self/fd/${fd}`));
      } catch {
        return false;
      }
    });
  const before = pipes().length;
  for (let i = 0; i < 10; i++) {
    const board = new Machine(counter);
    board.boot();
    const { pid } = board.engine;
    assert.equal(pipes().length, before + 2);
    board.close();
    board.close();
    assert.equal(pipes().length, before);
    assert.ok(await ended(pid!), "the process is gone");
  }
});

test("a firmware that died leaves no process", async (t) => {
  const board = machine(t, "throw 1;");
  deathIn(() => board.boot());
  assert.ok(await ended(board.engine.pid!));
});
