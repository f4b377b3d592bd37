/** The same program with the same seed is the same to the last computron and slot. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Machine, type MachineOptions, machine } from "./machine.ts";

const program = `
  import host from 'host';
  const seen = new Map();
  let turn = 0;
  host.timer.repeat(() => {
    turn++;
    for (let i = 0; i < 50; i++) seen.set(Math.floor(Math.random() * 100), { turn, text: String(Math.random()) });
    Promise.resolve(turn).then((it) => { if (it % 10 === 0) trace([...seen.keys()].join(), ' ', Date.now()); });
  }, 100);
  host.open('part', (bytes) => host.post(1, bytes.slice(Math.random() * 4)));`;

function run(options: MachineOptions = {}): unknown {
  const board = new Machine(program, { clockOffset: 1.7e15, ...options });
  try {
    let idle = board.boot();
    for (let second = 1; second <= 5; second++) {
      idle = board.runUntil(idle, second * 1000);
      idle = board.engine.event(second * 1e6, 1, [new Uint8Array(8).fill(second)]);
    }
    return [idle, board.traces, board.posts, board.engine.statistics(false), board.engine.statistics(true)];
  } finally {
    board.close();
  }
}

test("three runs are identical: traces, posts, computrons, slots, chunks, stack", () => {
  const first = run();
  assert.deepEqual(run(), first);
  assert.deepEqual(run(), first);
});

test("the run is another with another seed", () => {
  assert.notDeepEqual(run({ seed: 2 }), run());
});

test("an environment variable, the time zone and the PC's clock have no part in it", () => {
  const first = run();
  const { TZ } = process.env;
  process.env.TZ = "Asia/Kathmandu";
  try {
    assert.deepEqual(run(), first);
  } finally {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  }
});

test("Date is the world's clock, which setClock moves; Math.random is the seed's", (t) => {
  const board = machine(
    t,
    `import host from 'host';
    const tell = () => trace(new Date().toISOString(), ' ', String(host.now()));
    tell();
    host.timer.set(() => { tell(); host.setClock(1e9); tell(); }, 1500);
    host.timer.set(tell, 2500);`,
  );
  board.runUntil(board.boot(), 3000);
  assert.deepEqual(board.traces, [
    "1970-01-01T00:00:00.000Z 0",
    "1970-01-01T00:00:01.500Z 1500000",
    "2001-09-09T01:46:40.000Z 1500000",
    "2001-09-09T01:46:41.000Z 2500000",
  ]);
});

test("Math.random is spread over its range, and never 1", (t) => {
  const board = machine(
    t,
    `const bins = new Array(10).fill(0);
    for (let i = 0; i < 10000; i++) { const it = Math.random(); if (it < 0 || it >= 1) throw it; bins[Math.floor(it * 10)]++; }
    trace(JSON.stringify(bins));`,
  );
  board.boot();
  for (const count of JSON.parse(board.traces[0]!)) assert.ok(count > 850 && count < 1150, board.traces[0]);
});
