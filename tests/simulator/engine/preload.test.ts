/**
 * Preloaded modules are shared with the firmware and read-only, as in an ESP32's flash: their own state
 * works all the same, and no collection of the firmware touches what they hold.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { deathIn, machine, roomy } from "./machine.ts";

/** State of every kind, changed by `step` and told by `state`. */
const library = `
let count = 0;
const list = [1, 2, 3];
const map = new Map([["a", 1], ["b", { deep: [1, { deeper: "x".repeat(20) }] }]]);
const set = new Set(["one"]);
const bytes = Uint8Array.of(1, 2, 3);
const floats = new Float64Array([0.5, 1.5]);
const pattern = /(\\d+)-(?<name>\\p{L}+)/gu;
const symbol = Symbol("own");
const big = 123456789012345678901234567890n;
const date = new Date(86400000);
const text = \`a template \${list.length}\`;
const frozen = Object.freeze({ table: Object.freeze([10, 20, 30]) });
export class Counter {
  static made = 0;
  static #secret = 40;
  static table = new Map();
  #value = 0;
  constructor() { Counter.made++; Counter.table.set("last", this); }
  next() { this.#value++; return Counter.#secret + this.#value; }
  static set secret(value) { Counter.#secret = value; }
}
export function* numbers() { for (const it of frozen.table) yield it; }
export const later = async (value) => { await 0; return value + 1; };
export function step(value) {
  count += value;
  new Counter().next();
}
export function state() {
  pattern.lastIndex = 0;
  const match = pattern.exec("see 12-año");
  return JSON.stringify([
    count, list, [...map], [...set], [...bytes], [...floats], match[1], match.groups.name, String(symbol.description),
    String(big), date.toISOString(), text, frozen.table, Counter.made, Counter.table.get("last")?.next(), [...numbers()],
  ]);
}
export default { list, map, set, bytes, floats, date, frozen, pattern };
`;

test("state at module level works: let, class statics, private fields, Map, RegExp, generators", (t) => {
  const board = machine(
    t,
    `import { Counter, later, state, step } from 'library';
    trace(state());
    step(5); step(6);
    Counter.secret = 100;
    later(41).then((value) => trace(String(value)));
    trace(state());`,
    { preload: { library } },
  );
  board.boot();
  const [before, after, value] = board.traces.map((text) => JSON.parse(text));
  const constants = [
    [1, 2, 3],
    [
      ["a", 1],
      ["b", { deep: [1, { deeper: "x".repeat(20) }] }],
    ],
    ["one"],
    [1, 2, 3],
    [0.5, 1.5],
    "12",
    "año",
    "own",
    "123456789012345678901234567890",
    "1970-01-02T00:00:00.000Z",
    "a template 3",
    [10, 20, 30],
  ];
  assert.deepEqual(before, [0, ...constants, 0, null, [10, 20, 30]]);
  assert.deepEqual(after, [11, ...constants, 2, 102, [10, 20, 30]]);
  assert.equal(value, 42);
});

describe("what is in flash cannot be written", () => {
  const writes: Record<string, string> = {
    "an array's element": "library.list[0] = 9;",
    "an array's length": "library.list.push(9);",
    "a Map": "library.map.set('c', 1);",
    "a Set": "library.set.add('two');",
    "an object's property": "library.list.name = 'x';",
    "a frozen table": "library.frozen.table[0] = 9;",
    "a Date": "library.date.setTime(0);",
    "a built-in": "Array.prototype.first = () => {};",
  };
  for (const [name, write] of Object.entries(writes))
    test(name, (t) => {
      const board = machine(t, `import library from 'library'; ${write}`, { preload: { library } });
      assert.match(deathIn(() => board.boot()).reason, /TypeError/);
    });
});

test("modules that are not preloaded are the firmware's own, and can be written", (t) => {
  const board = machine(
    t,
    "import own from 'own'; own.list.push(4); own.map.set('a', 1); trace(JSON.stringify([own.list, [...own.map]]));",
    { modules: { own: "export default { list: [1, 2, 3], map: new Map() };" } },
  );
  board.boot();
  assert.deepEqual(board.traces, ['[[1,2,3,4],[["a",1]]]']);
});

test("a preloaded module is run once, before the firmware, and is the same for all who import it", (t) => {
  const board = machine(
    t,
    "import { it } from 'one'; import { it as same } from 'two'; trace(String(it === same));",
    { preload: { two: "export { it } from 'one';", one: "trace('runs'); export const it = { a: 1 };" } },
  );
  board.boot();
  assert.deepEqual(board.traces, ["runs", "true"]);
});

test("cycles and live bindings between preloaded modules and the firmware's", (t) => {
  const board = machine(
    t,
    `import { value, raise } from 'left'; raise(); trace(value + ' ' + globalThis.answer);`,
    {
      preload: {
        left: "import { twice } from 'right'; export let value = 1; export const raise = () => { value = twice(value) + 1; };",
        right:
          "import { value } from 'left'; export const twice = (it) => it * 2; export const peek = () => value;",
      },
    },
  );
  board.boot();
  assert.deepEqual(board.traces, ["3 undefined"]);
});

test("what is preloaded costs the firmware next to nothing", (t) => {
  const table = `export default [${Array.from({ length: 2000 }, (_, i) => `{ a: ${i}, b: "text ${i}" }`)}];`;
  const bare = machine(t, "import 'host';");
  bare.boot();
  const board = machine(t, "import table from 'table'; trace(table[1999].b);", { preload: { table } });
  board.boot();
  assert.deepEqual(board.traces, ["text 1999"]);
  const [less, more] = [bare, board].map((each) => each.engine.statistics(true));
  assert.ok(more!.slots - less!.slots < 30, `${more!.slots - less!.slots} slots`);
  assert.ok(more!.chunkBytes - less!.chunkBytes < 1024, `${more!.chunkBytes - less!.chunkBytes} bytes`);
});

/** Allocates many times what the machine holds, so that it collects and compacts again and again. */
const churn = `
  let live = [];
  export const churn = (n) => {
    for (let i = 0; i < n; i++) {
      const it = { i, text: 'text ' + i, bytes: new Uint8Array(i % 64).fill(i), map: new Map([[i, String(i)]]) };
      if (i % 7 === 0) live.push(it);
      if (live.length > 60) live = live.slice(30);
    }
    for (const { i, text, bytes, map } of live)
      if (text !== 'text ' + i || bytes.some((byte) => byte !== i % 256) || map.get(i) !== String(i))
        throw new Error('corrupt at ' + i);
  };`;

for (const [name, creation] of [
  ["in 48 KB", undefined],
  ["without a bound", roomy],
] as const)
  test(`many collections corrupt nothing, ${name}`, (t) => {
    const board = machine(
      t,
      `import { state, step, Counter } from 'library';
      import { churn } from 'churn';
      import host from 'host';
      const first = state();
      host.open('part', () => {
        churn(2000);
        step(1);
        const [count, ...rest] = JSON.parse(state());
        host.post(1, count, JSON.stringify(rest.slice(0, 12)) === JSON.stringify(JSON.parse(first).slice(1, 13)));
      });`,
      { preload: { library }, modules: { churn }, meterLimit: 0, ...(creation && { creation }) },
    );
    board.boot();
    for (let i = 1; i <= 30; i++) {
      board.engine.event(i, 1, []);
      if (i % 3 === 0) board.engine.statistics(true);
    }
    assert.deepEqual(
      board.posts,
      Array.from({ length: 30 }, (_, i) => [i + 1, true]),
    );
  });

test("objects of the firmware that preloaded state holds are kept", (t) => {
  const board = machine(
    t,
    `import { hold, held } from 'holder';
    import host from 'host';
    hold({ text: 'kept '.repeat(10), list: [1, [2, [3]]] });
    host.open('part', () => { for (let i = 0; i < 5000; i++) [i, { i }, String(i)]; trace(JSON.stringify(held())); });`,
    {
      preload: {
        holder: "let it; class Box { static it; } export const hold = (x) => { it = x; Box.it = x; }; export const held = () => [it, Box.it === it];",
      },
    },
  );
  board.boot();
  for (let i = 0; i < 5; i++) {
    board.engine.event(i, 1, []);
    board.engine.statistics(true);
  }
  const expected = JSON.stringify([{ text: "kept ".repeat(10), list: [1, [2, [3]]] }, true]);
  assert.deepEqual(board.traces, Array(5).fill(expected));
});
