/** A firmware that never comes to the end of its turn is ended, by its computrons or by the PC's clock. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deathIn, machine } from "./machine.ts";

const loops: Record<string, string> = {
  "an endless loop": "for (;;) ;",
  "endless calls": "const f = () => {}; for (;;) f();",
  "an endless promise loop": "const f = () => { Promise.resolve().then(f); }; f();",
  "an endless async loop": "(async () => { for (;;) await 0; })();",
  "a regular expression that backtracks": "/^(a+)+$/.test('a'.repeat(40) + 'b');",
};

describe("too much computation", () => {
  for (const [name, loop] of Object.entries(loops)) {
    test(`${name} at boot`, (t) => {
      const board = machine(t, loop, { meterLimit: 1_000_000 });
      const end = deathIn(() => board.boot());
      assert.deepEqual([end.code, end.name], [47, "too much computation"]);
    });
    test(`${name} in a timer`, (t) => {
      const board = machine(t, `import host from 'host'; host.timer.set(() => { ${loop} }, 1);`, {
        meterLimit: 1_000_000,
      });
      board.boot();
      assert.equal(deathIn(() => board.run(1)).name, "too much computation");
    });
  }

  test("the limit is that of one turn", (t) => {
    const board = machine(
      t,
      "import host from 'host'; host.timer.repeat(() => { for (let i = 0; i < 1000; i++) ; }, 1);",
      { meterLimit: 100_000 },
    );
    const idle = board.runUntil(board.boot(), 200);
    assert.ok(idle.computrons > 500_000, `${idle.computrons} computrons`);
  });
});

describe("no answer", () => {
  for (const name of ["an endless loop", "an endless promise loop", "a regular expression that backtracks"])
    test(`${name} is ended by the clock`, (t) => {
      const board = machine(t, `trace('before'); ${loops[name]}`, { meterLimit: 0, wallLimit: 400 });
      const end = deathIn(() => board.boot());
      assert.deepEqual([end.code, end.name], [61, "no answer"]);
      assert.deepEqual(board.traces, ["before"], "what was said before is heard");
    });

  test("a firmware that never stops talking", (t) => {
    const board = machine(t, "for (;;) trace('again');", { meterLimit: 0, wallLimit: 400 });
    assert.equal(deathIn(() => board.boot()).name, "no answer");
    assert.deepEqual([...new Set(board.traces)], ["again"]);
  });

  test("a preloaded module that never ends", (t) => {
    const board = machine(t, "", { preload: { endless: "for (;;) ;" }, wallLimit: 400 });
    assert.equal(deathIn(() => board.boot()).name, "no answer");
  });
});
