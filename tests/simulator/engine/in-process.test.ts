/** The engine inside this process: all that holds of the engine's process, and what only it can do wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import { buildEngine } from "../../../simulator/engine/build.ts";
import { chosen } from "./kind.ts";

chosen.kind = "in-process";
for (const name of ["abort-hook", "deaths", "determinism", "jobs", "limits", "preload", "timers", "values"])
  await import(`./${name}.test.ts`);
const { Machine, creation, deathIn, machine } = await import("./machine.ts");

const counter = `
  import host from 'host';
  let n = 0;
  const kept = new ArrayBuffer(8000);
  host.timer.repeat(() => trace(String(++n)), 10);
  host.open('part', (value) => host.post(1, host.call(1, value)));`;

setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

/** Bytes of this process that are in memory, without JavaScript's garbage. */
const held = () => {
  collect();
  return process.memoryUsage().rss;
};

test("fifty at once, each for itself, have no process", (t) => {
  const boards = Array.from({ length: 50 }, () => machine(t, counter));
  for (const board of boards) assert.deepEqual([board.boot().nextTimer, board.engine.pid], [10, undefined]);
  for (let at = 10; at <= 500; at += 10) for (const board of boards) board.run(at);
  for (const [i, board] of boards.entries()) board.engine.event(5e5, 1, [i]);
  for (const [i, board] of boards.entries()) {
    assert.equal(board.traces.at(-1), "50");
    assert.deepEqual(board.posts, [[i]]);
  }
  for (const board of boards.slice(0, 25)) board.close();
  for (const board of boards.slice(25)) assert.equal(board.run(510).nextTimer, 520);
});

test("boards of one firmware share what is preloaded, and nothing that they do to it", (t) => {
  const preload = { list: "trace('made'); export const list = [1]; export const drawn = Math.random();" };
  const source = "import { list, drawn } from 'list'; list.push(2); trace(list + ' ' + drawn);";
  const told = () => {
    const board = machine(t, source, { preload });
    board.boot();
    return board.traces;
  };
  const first = told();
  assert.equal(first[0], "made");
  assert.match(first[1]!, /^1,2 0\.\d+$/);
  for (let i = 0; i < 3; i++) assert.deepEqual(told(), first);
});

test("boards go on while many other firmwares come and go", (t) => {
  const of = (i: number) =>
    machine(
      t,
      "import host from 'host'; import { text } from 'text'; host.timer.repeat(() => trace(text), 10);",
      {
        preload: { text: `export const text = 'firmware ' + ${i};` },
      },
    );
  const first = of(-1);
  first.boot();
  for (let i = 0; i < 30; i++) {
    const other = of(i);
    other.boot();
    other.run(10);
    assert.equal(other.traces.at(-1), `firmware ${i}`);
    other.close();
  }
  first.run(10);
  assert.equal(first.traces.at(-1), "firmware -1");
});

/** Ways in which a board can end; each is begun and ended once. */
const ends: Record<string, () => void> = {
  "is switched off": () => {
    const board = new Machine(counter);
    board.boot();
    board.close();
    board.close();
    assert.throws(() => board.run(10), /the board is off/);
  },
  "was never booted": () => new Machine(counter).close(),
  "is switched off amidst a call": () => {
    const board = new Machine("import host from 'host'; host.call(host.open('part', () => {}), 1);", {
      call: () => void board.close(),
    });
    assert.equal(deathIn(() => board.boot()).reason, "power cut");
  },
  "dies of its memory": () => {
    const board = new Machine("let list; for (;;) list = { list };");
    assert.equal(deathIn(() => board.boot()).name, "memory full");
  },
  "dies while it preloads": () => {
    const board = new Machine("", { preload: { broken: "const kept = new ArrayBuffer(8000); null.x;" } });
    assert.equal(deathIn(() => board.boot()).code, 62);
  },
  "dies while it parses": () => {
    const board = new Machine(`let a = ${"[".repeat(500)}`);
    deathIn(() => board.boot());
  },
};

test("boards give all their memory back, however they end, hundreds of times over", () => {
  const round = () => {
    for (const end of Object.values(ends)) end();
  };
  for (let i = 0; i < 100; i++) round();
  const before = held();
  for (let i = 0; i < 100; i++) round();
  const grown = held() - before;
  // Each board holds some hundreds of KB; what Node's own heap and malloc keep varies by some tens of MB.
  assert.ok(grown < 60e6, `${grown} bytes more after ${100 * Object.keys(ends).length} boards`);
});

test("a power cut amidst a turn stops what was said after it", () => {
  const board = new Machine(
    "import host from 'host'; host.post(host.open('part', () => {}), 1); trace('after');",
    {},
  );
  const posts = board.posts.push.bind(board.posts);
  board.posts.push = (...values) => {
    board.close();
    return posts(...values);
  };
  assert.equal(deathIn(() => board.boot()).reason, "power cut");
  assert.deepEqual(board.traces, []);
});

test("a native function that never ends is interrupted", (t) => {
  const board = machine(t, "trace('before'); [].indexOf.call({ length: 2 ** 53 - 1 }, 1);", {
    meterLimit: 0,
    wallLimit: 200,
  });
  assert.equal(deathIn(() => board.boot()).name, "no answer");
  assert.deepEqual(board.traces, ["before"]);
  const next = machine(t, counter);
  assert.equal(next.boot().nextTimer, 10, "the next board runs");
});

test("the time that the world takes in a call is not the board's", (t) => {
  const program = `
    import host from 'host';
    host.call(host.open('part', () => {}), 1);
    for (let i = 0; i < 3e5; i++) ;`;
  const board = machine(t, program, {
    wallLimit: 1000,
    call: () => {
      const until = performance.now() + 1200;
      while (performance.now() < until);
      return undefined;
    },
  });
  assert.ok(board.boot().computrons > 1e6, "it came to where the time is looked at");
});

test("frames larger than every buffer go in and out", (t) => {
  const board = machine(t, "import host from 'host'; host.open('part', (it) => host.post(1, it, it));", {
    creation: { ...creation, static: 0 },
  });
  board.boot();
  const large = new Uint8Array(200_000).map((_, i) => i * 7);
  board.engine.event(0, 1, [large]);
  assert.deepEqual(board.posts, [[large, large]]);
});

test("it is the process's equal to the last computron and slot", async () => {
  const run = (kind: "process" | "in-process") => {
    const board = new Machine(counter, {}, kind);
    let idle = board.boot();
    for (let second = 1; second <= 5; second++) {
      idle = board.runUntil(idle, second * 1000);
      idle = board.engine.event(second * 1e6, 1, [`${second}`]);
    }
    const result = [
      idle,
      board.traces,
      board.posts,
      board.engine.statistics(false),
      board.engine.statistics(true),
    ];
    board.close();
    return result;
  };
  assert.deepEqual(run("in-process"), run("process"));
});

test("a worker thread has boards of its own, and ends with some of them running", async (t) => {
  const here = machine(t, counter);
  here.boot();
  const program = await buildEngine(undefined, "in-process");
  const worker = new Worker(
    `const { workerData, parentPort } = require("node:worker_threads");
    const addon = { exports: {} };
    process.dlopen(addon, workerData);
    const board = new addon.exports.Board(new Uint8Array(100));
    board.attach(new Uint8Array(100));
    parentPort.postMessage(board.exchange(0, 0));`,
    { eval: true, workerData: program },
  );
  assert.equal(await new Promise((resolve) => worker.once("message", resolve)), 0);
  await worker.terminate();
  assert.equal(here.run(10).nextTimer, 20);
});
