/** What crosses a channel arrives as it was sent, both ways. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Value } from "../../../simulator/engine/frames.ts";
import { decodeText, encodeText } from "../../../simulator/engine/text.ts";
import { Random } from "../../../simulator/world/random.ts";
import { deathIn, machine, roomy } from "./machine.ts";

/** Asks the world for each value that it is sent, and posts what it got: world, board, world, board, world. */
const echo = `
  import host from 'host';
  const channel = host.open('part', (...values) => {
    host.post(channel, ...values.map((value) => host.call(channel, value)));
  });`;

const texts = [
  "",
  "a",
  "Alarma activada: 24.0 °C, ñ, €, 한국어",
  "😀🏳️‍🌈",
  "\0",
  "a\0b\0",
  "\ud800",
  "x\udfffy\ud83d",
  "\u{10ffff}\uffff\ue000",
  "\r\n\t\u2028",
  "퟿í",
];
const numbers = [
  0,
  -0,
  1,
  -1,
  2 ** 31 - 1,
  -(2 ** 31),
  2 ** 31,
  2 ** 32,
  2 ** 53,
  0.1,
  -1e-320,
  1.7976931348623157e308,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];
const buffers = [0, 1, 255, 256, 65535].map((length) => Uint8Array.from({ length }, (_, i) => i * 7));

describe("a value goes to the firmware and back", () => {
  for (const value of [undefined, null, true, false, ...numbers, ...texts, ...buffers] as Value[])
    test(`${typeof value} ${value instanceof Uint8Array ? `of ${value.length} bytes` : JSON.stringify(value)}`, (t) => {
      const board = machine(t, echo, { creation: roomy });
      board.boot();
      board.engine.event(0, 1, [value]);
      assert.deepEqual(board.posts, [[value]]);
    });
});

test("random values, up to eight at a time", (t) => {
  const random = new Random("values");
  const pick = (): Value => {
    switch (random.integer(0, 5)) {
      case 0:
        return random.integer(-(2 ** 31), 2 ** 31 - 1);
      case 1:
        return (random.integer(0, 2 ** 31 - 1) - 2 ** 30) / (random.integer(0, 2 ** 20) + 0.5);
      case 2:
        return String.fromCodePoint(
          ...Array.from({ length: random.integer(0, 40) }, () => random.integer(0, 0xd7ff)),
        );
      case 3:
        return Uint8Array.from({ length: random.integer(0, 300) }, () => random.integer(0, 255));
      case 4:
        return String.fromCodePoint(random.integer(0x10000, 0x10ffff));
      default:
        return [undefined, null, true, false][random.integer(0, 3)];
    }
  };
  const board = machine(t, echo, { creation: roomy });
  board.boot();
  for (let turn = 0; turn < 300; turn++) {
    const values = Array.from({ length: random.integer(0, 8) }, pick);
    board.engine.event(turn, 1, values);
    assert.deepEqual(board.posts.pop(), values, `turn ${turn}`);
  }
});

test("a buffer of 1 MiB, four times over", (t) => {
  const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => i ^ (i >> 8) ^ (i >> 16));
  const board = machine(t, echo, {
    creation: { ...roomy, chunk: { initial: 1 << 22, incremental: 1 << 20 } },
  });
  board.boot();
  for (let i = 0; i < 4; i++) {
    board.engine.event(i, 1, [bytes]);
    assert.deepEqual(board.posts.pop(), [bytes]);
  }
});

test("a buffer that the memory cannot hold ends the firmware", (t) => {
  const board = machine(t, echo);
  board.boot();
  assert.equal(deathIn(() => board.engine.event(0, 1, [new Uint8Array(1 << 20)])).name, "memory full");
});

test("a Uint8Array is sent as the bytes that it views", (t) => {
  const board = machine(
    t,
    `import host from 'host'; const all = Uint8Array.of(1, 2, 3, 4);
    host.post(host.open('part', () => {}), all.subarray(1, 3), all.buffer);`,
  );
  board.boot();
  assert.deepEqual(board.posts, [[Uint8Array.of(2, 3), Uint8Array.of(1, 2, 3, 4)]]);
});

test("what cannot be sent is refused, and nothing of it is sent", (t) => {
  const board = machine(
    t,
    `import host from 'host';
    const channel = host.open('part', () => {});
    for (const it of [{}, [], () => {}, Symbol(), 1n, new Map(), new Uint16Array(2)])
      try { host.post(channel, 'text', it) } catch (error) { trace(error.name); }
    host.post(channel, 'last');`,
  );
  board.boot();
  assert.deepEqual(board.traces, Array(7).fill("TypeError"));
  assert.deepEqual(board.posts, [["last"]]);
});

test("trace joins what it is given; one that throws or traces itself harms no other", (t) => {
  const board = machine(
    t,
    `trace('a', 1, null, ' ñ😀 ', undefined, '\\0', true);
    try { trace('lost', Symbol()) } catch { trace('refused') }
    trace('outer ', { toString() { trace('inner'); return 'text'; } });`,
  );
  board.boot();
  assert.deepEqual(board.traces, ["a1null ñ😀 undefined\0true", "refused", "inner", "outer text"]);
});

test("much is said in one turn, in order", (t) => {
  const board = machine(t, "for (let i = 0; i < 3000; i++) trace(i + ':' + 'x'.repeat(1000));");
  board.boot();
  assert.equal(board.traces.length, 3000);
  for (const [i, text] of board.traces.entries()) assert.ok(text.startsWith(`${i}:`) && text.length > 1000);
});

describe("an Error that answers a call", () => {
  for (const [how, call] of [
    ["returned", () => new Error("in use: ñ")],
    [
      "thrown",
      () => {
        throw new Error("in use: ñ");
      },
    ],
  ] as const)
    test(`${how}, is thrown in the firmware, which can catch it`, (t) => {
      const board = machine(
        t,
        `import host from 'host';
        try { host.call(host.open('part', () => {}), 1) } catch (error) { trace(String(error instanceof Error), error.message) }`,
        { call },
      );
      board.boot();
      assert.deepEqual(board.traces, ["truein use: ñ"]);
    });

  test("ends the firmware when nobody catches it", (t) => {
    const board = machine(t, "import host from 'host'; host.call(host.open('part', () => {}));", {
      call: () => new Error("invalid pin"),
    });
    assert.match(deathIn(() => board.boot()).reason, /invalid pin/);
  });

  test("with 100 % s and %n in it, is only text", (t) => {
    const board = machine(
      t,
      "import host from 'host'; try { host.call(host.open('part', () => {})) } catch (error) { trace(error.message) }",
      { call: () => new Error("100 %s %n %d") },
    );
    board.boot();
    assert.deepEqual(board.traces, ["100 %s %n %d"]);
  });
});

describe("a channel", () => {
  test("is opened by its peripheral's name, numbered, and closed once", (t) => {
    const board = machine(
      t,
      `import host from 'host';
      const [a, b] = [host.open('first', () => {}), host.open('second', () => {})];
      host.close(a); host.close(a); trace(a + ' ' + b);`,
    );
    board.boot();
    assert.deepEqual(board.opened, ["first", "second"]);
    assert.deepEqual(board.closed, [1]);
    assert.deepEqual(board.traces, ["1 2"]);
  });

  test("that was closed gets no more messages", (t) => {
    const board = machine(
      t,
      "import host from 'host'; const c = host.open('part', () => { trace('got'); host.close(c); });",
    );
    board.boot();
    for (let i = 0; i < 3; i++) board.engine.event(i, 1, []);
    assert.deepEqual(board.traces, ["got"]);
  });

  test("keeps its callback alive through collections", (t) => {
    const board = machine(
      t,
      "import host from 'host'; (() => { const it = ['kept']; host.open('part', () => trace(it[0])); })();",
    );
    board.boot();
    board.engine.statistics(true);
    board.engine.event(0, 1, []);
    assert.deepEqual(board.traces, ["kept"]);
  });
});

test("the codec of texts is exact for random UTF-16, lone surrogates and zeros among it", () => {
  const random = new Random("texts");
  for (let i = 0; i < 2000; i++) {
    const units = Array.from({ length: random.integer(0, 12) }, () =>
      random.integer(0, 3) ? random.integer(0, 0xffff) : random.integer(0xd800, 0xdfff),
    );
    const text = String.fromCharCode(...units, ...(i % 5 ? [] : [0]));
    const bytes = Buffer.from(encodeText(text));
    assert.ok(!bytes.includes(0));
    assert.equal(decodeText(bytes, 0, bytes.length), text);
  }
});
