/** Every way in which a firmware can end, each told by its exit code and name. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { creation, deathIn, type Machine, type MachineOptions, machine } from "./machine.ts";

interface Case extends MachineOptions {
  name: string;
  main: string;
  code: number;
  death: string;
  reason?: RegExp;
  /** What happens after the boot. */
  next?(board: Machine): unknown;
}

const cases: Case[] = [
  {
    name: "slots that are kept fill the memory",
    main: "let list; for (;;) list = { list };",
    code: 41,
    death: "memory full",
  },
  {
    name: "chunks that are kept fill the memory",
    main: "const list = []; for (;;) list.push(new ArrayBuffer(100));",
    code: 41,
    death: "memory full",
  },
  {
    name: "slots and chunks share one memory",
    main: `
      const buffer = new ArrayBuffer(30000);
      let list;
      for (let i = 0; i < 1100; i++) list = { list };`,
    code: 41,
    death: "memory full",
  },
  {
    name: "a buffer that is larger than the memory",
    main: "new ArrayBuffer(64 * 1024)",
    code: 41,
    death: "memory full",
  },
  {
    name: "a creation that cannot be had",
    main: "",
    creation: { ...creation, static: 16384 },
    code: 41,
    death: "memory full",
  },
  {
    name: "recursion without an end",
    main: "const f = (n) => 1 + f(n + 1); f(0);",
    code: 42,
    death: "stack overflow",
  },
  {
    name: "an exception in the main module",
    main: "throw new TypeError('of main');",
    code: 45,
    death: "unhandled exception",
    reason: /TypeError: of main/,
  },
  {
    name: "an exception in main's function",
    main: "export default function () { throw new TypeError('of the function'); }",
    code: 45,
    death: "unhandled exception",
    reason: /TypeError: of the function/,
  },
  {
    name: "an exception that is no Error",
    main: "throw { toString() { throw 1 } };",
    code: 45,
    death: "unhandled exception",
    reason: /without a description/,
  },
  {
    name: "an exception in a timer",
    main: "import host from 'host'; host.timer.set(() => { throw new RangeError('of a timer'); }, 5);",
    code: 45,
    death: "unhandled exception",
    reason: /RangeError: of a timer/,
    next: (board) => board.run(5),
  },
  {
    name: "an exception in an event",
    main: "import host from 'host'; host.open('part', () => { throw new RangeError('of an event'); });",
    code: 45,
    death: "unhandled exception",
    reason: /RangeError: of an event/,
    next: (board) => board.engine.event(0, 1, []),
  },
  {
    name: "a module that is not there",
    main: "import 'nobody';",
    code: 45,
    death: "unhandled exception",
    reason: /"nobody" not found/,
  },
  {
    name: "a module that does not parse: its name and line",
    main: "import 'wrong';",
    modules: { wrong: "let a;\nlet b = ;\n" },
    code: 45,
    death: "unhandled exception",
    reason: /SyntaxError: wrong:2: /,
  },
  {
    name: "a preloaded module that does not parse",
    main: "",
    preload: { wrong: "let a;\n\nlet b = ;\n" },
    code: 62,
    death: "module failed to load",
    reason: /^wrong: SyntaxError: wrong:3: /,
  },
  {
    name: "a preloaded module that throws",
    main: "",
    preload: { wrong: "throw new Error('too early');" },
    code: 62,
    death: "module failed to load",
    reason: /^wrong: Error: too early/,
  },
  {
    name: "a preloaded module that calls a native function, which mcconfig refuses to build",
    main: "",
    preload: { early: "import host from 'host'; host.timer.set(() => {}, 1);" },
    code: 62,
    death: "module failed to load",
    reason: /^early: .*native/,
  },
  {
    name: "more keys than a fixed table holds",
    main: "const o = {}; for (let i = 0; ; i++) { o['key' + i] = 0; delete o['key' + i]; }",
    creation: { ...creation, keys: { ...creation.keys, incremental: 0 } },
    code: 46,
    death: "not enough keys",
  },
  {
    name: "the firmware asks for a restart",
    main: "import host from 'host'; host.restart(); trace('the job goes on');",
    code: 60,
    death: "restart",
  },
];

describe("a firmware ends", () => {
  for (const { name, main, code, death, reason = /./, next, ...options } of cases)
    test(name, (t) => {
      const board = machine(t, main, options);
      const end = deathIn(() => {
        board.boot();
        next?.(board);
      });
      assert.deepEqual([end.code, end.name], [code, death]);
      assert.match(end.reason, reason);
    });
});

test("after `restart` the job runs to its end, then nothing more", (t) => {
  const board = machine(t, `import host from 'host'; host.restart(); trace('the job goes on');`);
  deathIn(() => board.boot());
  assert.deepEqual(board.traces, ["the job goes on"]);
  assert.throws(() => board.run(1), /the board is off/);
});

test("a preloaded module that throws is named, not the one that it imports", (t) => {
  const board = machine(t, "", { preload: { good: "export default 1;", wrong: "import 'good'; null.x;" } });
  assert.match(deathIn(() => board.boot()).reason, /^wrong: TypeError/);
});

describe("a rejection that nobody handles", () => {
  const programs: Record<string, string> = {
    "of Promise.reject": "Promise.reject(new RangeError('lost'));",
    "in a promise job": "Promise.resolve().then(() => { throw new RangeError('lost'); });",
    "in an async function": "(async () => { await 0; throw new RangeError('lost'); })();",
  };
  for (const [name, main] of Object.entries(programs))
    test(`${name} ends it when the promise is collected`, (t) => {
      const board = machine(t, main);
      board.boot();
      const end = deathIn(() => {
        board.engine.statistics(true);
        board.run(1);
      });
      assert.deepEqual([end.code, end.name], [48, "unhandled rejection"]);
      assert.match(end.reason, /RangeError: lost/);
    });

  test("ends it by the garbage that a timer makes", (t) => {
    const board = machine(
      t,
      `import host from 'host';
      Promise.reject(new RangeError('lost'));
      host.timer.repeat(() => { for (let i = 0; i < 100; i++) ({}); }, 10);`,
    );
    const idle = board.boot();
    assert.equal(deathIn(() => board.runUntil(idle, 1000)).name, "unhandled rejection");
  });

  test("does not end it when it is handled late", (t) => {
    const board = machine(
      t,
      `import host from 'host';
      const promise = Promise.reject(new RangeError('late'));
      host.timer.set(() => promise.catch((error) => trace(error.message)), 10);`,
    );
    board.boot();
    board.engine.statistics(true);
    board.run(10);
    board.engine.statistics(true);
    board.run(20);
    assert.deepEqual(board.traces, ["late"]);
  });
});
