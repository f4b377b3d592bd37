/**
 * Preloaded modules are in an ESP32's flash. What the SDK's linker freezes (documentation/xs/preload.md) is
 * frozen here too: functions, classes, built-ins, Map, Set, buffers, RegExp. Variables, arrays and plain
 * objects are copied to RAM when they are written. No collection of the firmware touches what is in flash.
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
const pattern = /(\\d+)-(?<name>\\p{L}+)/u;
const symbol = Symbol("own");
const big = 123456789012345678901234567890n;
const date = new Date(86400000);
const text = \`a template \${list.length}\`;
const frozen = Object.freeze({ table: Object.freeze([10, 20, 30]) });
export class Counter {
  static made = 7;
  static #secret = 40;
  #value = 0;
  next() { this.#value++; return Counter.#secret + this.#value; }
  static add() { return ++Counter.made; }
  static set secret(value) { Counter.#secret = value; }
}
const counter = new Counter();
const record = { seen: 0, nested: { list: [] } };
export function* numbers() { for (const it of frozen.table) yield it; }
export const later = async (value) => { await 0; return value + 1; };
export function step(value) {
  count += value;
  record.seen++;
  record.nested.list.push(value);
  counter.next();
}
/** XS does not make JSON of what is in flash. */
const copy = (it) => Array.isArray(it) ? it.map(copy)
  : it && typeof it === "object" ? Object.fromEntries(Object.entries(it).map(([key, value]) => [key, copy(value)])) : it;
export function state() {
  const match = pattern.exec("see 12-año");
  return JSON.stringify(copy([
    count, list, [...map], [...set], [...bytes], [...floats], match[1], match.groups.name, String(symbol.description),
    String(big), date.toISOString(), text, frozen.table, [...numbers()], record.seen, [...record.nested.list], counter.next(),
  ]));
}
const weak = new WeakMap();
export default { list, map, set, weak, bytes, floats, date, frozen, pattern, record, Counter, step };
`;

test("what a preloaded module made is there: Map, RegExp, typed arrays, Date, class; its variables change", (t) => {
  const board = machine(
    t,
    `import { later, state, step } from 'library';
    trace(state());
    step(5); step(6);
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
    [10, 20, 30],
  ];
  assert.deepEqual(before, [0, ...constants, 0, [], 41]);
  assert.deepEqual(after, [11, ...constants, 2, [5, 6], 44]);
  assert.equal(value, 42);
});

describe("what is in flash cannot be written", () => {
  const writes: Record<string, string> = {
    "a Map": "library.map.set('c', 1);",
    "a Set": "library.set.add('two');",
    "a WeakMap": "library.weak.set({}, 1);",
    "a typed array": "library.bytes[0] = 9;",
    "a regular expression's lastIndex": "library.pattern.lastIndex = 1;",
    "a frozen table": "library.frozen.table[0] = 9;",
    "a static field": "library.Counter.made = 1;",
    "a static field by its own class": "library.Counter.add();",
    "a private static field": "library.Counter.secret = 1;",
    "a class's prototype": "library.Counter.prototype.next = () => {};",
    "a function's property": "library.step.called = 1;",
    "a built-in prototype": "Array.prototype.first = () => {};",
    "a name inherited from a built-in":
      "class E extends Error { constructor() { super(); this.name = 'E'; } } new E();",
  };
  for (const [name, write] of Object.entries(writes))
    test(name, (t) => {
      const board = machine(t, `import library from 'library'; ${write}`, { preload: { library } });
      assert.match(deathIn(() => board.boot()).reason, /TypeError/);
    });
});

describe("what is copied to RAM when it is written, and stays so through collections", () => {
  const writes: Record<string, [write: string, tell: string, expected: string]> = {
    "an array": ["list[0] = 9; list.push(4); list.reverse();", "list.join()", "4,3,2,9"],
    "an array, many times": [
      "for (let i = 0; i < 300; i++) list.push(i);",
      "list.length + ',' + list.at(-1)",
      "303,299",
    ],
    "an object": [
      "record.seen = 5; record.more = 'x'; delete record.nested;",
      "Object.entries(record).join()",
      "seen,5,more,x",
    ],
    "a nested object": [
      "record.nested.list.push('a'); record.nested.own = {};",
      "Object.keys(record.nested).join()",
      "list,own",
    ],
    "a Date": ["date.setTime(5);", "date.getTime()", "5"],
    "the global object": ["globalThis.mine = { a: [1] };", "mine.a[0]", "1"],
  };
  for (const [name, [write, tell, expected]] of Object.entries(writes))
    test(name, (t) => {
      const board = machine(
        t,
        `import library from 'library';
        import host from 'host';
        const { list, record, date } = library;
        ${write}
        host.open('part', () => { for (let i = 0; i < 3000; i++) [i, String(i)]; trace(${tell}); });`,
        { preload: { library } },
      );
      board.boot();
      for (let i = 0; i < 3; i++) {
        board.engine.statistics(true);
        board.engine.event(i, 1, []);
      }
      assert.deepEqual(board.traces, Array(3).fill(expected));
    });
});

test("JSON.stringify refuses what is in flash, as on the device", (t) => {
  const board = machine(t, "import library from 'library'; JSON.stringify({ of: library.record });", {
    preload: { library },
  });
  assert.match(deathIn(() => board.boot()).reason, /TypeError: read only value/);
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
      `import { state, step } from 'library';
      import { churn } from 'churn';
      import host from 'host';
      const first = state();
      host.open('part', () => {
        churn(2000);
        step(1);
        const [count, ...rest] = JSON.parse(state());
        host.post(1, count, JSON.stringify(rest.slice(0, 13)) === JSON.stringify(JSON.parse(first).slice(1, 14)));
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
        holder:
          "let it; const box = {}; export const hold = (x) => { it = x; box.it = x; }; export const held = () => [it, box.it === it];",
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
