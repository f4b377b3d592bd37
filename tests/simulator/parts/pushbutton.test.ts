import assert from "node:assert/strict";
import { test } from "node:test";
import type { Level } from "../../../simulator/parts/net.ts";
import { type PushButton, pushButton } from "../../../simulator/parts/pushbutton.ts";
import { Random } from "../../../simulator/world/random.ts";
import { makeBench } from "./bench.ts";

/** A button to ground, with a pull-up, and a record of the edges. */
function makeButton(bounce: string, seed = 1) {
  const bench = makeBench<PushButton>(pushButton, { attrs: { bounce }, rails: { "2.l": "GND" }, seed });
  const pin = bench.probe("1.r");
  pin.pull("up");
  const edges: { level: Level; at: number }[] = [];
  pin.observe((level, at) => edges.push({ level, at }));
  return { ...bench, pin, edges };
}

test("without bounce there is one edge to a press and one to a release, at once", () => {
  const { part, world, pin, edges } = makeButton("0");
  world.run(500);
  part.controls.pressed.set(1);
  assert.equal(pin.level, 0);
  world.run(900);
  part.controls.pressed.set("0");
  assert.equal(pin.level, 1);
  assert.deepEqual(edges, [
    { level: 0, at: 500 },
    { level: 1, at: 900 },
  ]);
  assert.equal(world.pending, 0);
});

test("a bounce has 10 to 100 edges within 1 ms, on the press and on the release", () => {
  const counts: number[] = [];
  for (let seed = 0; seed < 200; seed++) {
    const { part, world, pin, edges } = makeButton("", seed);
    for (const pressed of [true, false]) {
      edges.length = 0;
      const start = world.now;
      if (pressed) part.press();
      else part.release();
      assert.equal(edges.length, 1, "the first edge comes at once");
      world.run(start + 5000);
      assert.equal(pin.level, pressed ? 0 : 1);
      assert.ok(edges.length >= 10 && edges.length <= 100, `${edges.length} edges`);
      assert.ok(edges.every(({ at }, index) => index === 0 || at > edges[index - 1]!.at));
      assert.ok(edges.at(-1)!.at - start <= 1000);
      counts.push(edges.length);
    }
  }
  assert.ok(Math.min(...counts) < 15 && Math.max(...counts) > 95, "the whole range is used");
});

test("whatever is pressed while it bounces, the last one counts", () => {
  const random = new Random("impatient");
  for (let seed = 0; seed < 100; seed++) {
    const { part, world, pin } = makeButton("1", seed);
    let pressed = 0;
    for (let move = 0; move < 10; move++) {
      pressed = random.integer(0, 1);
      part.controls.pressed.set(pressed);
      assert.equal(part.controls.pressed.get(), pressed);
      world.run(world.now + random.integer(0, 1200));
    }
    world.run(world.now + 1000);
    assert.equal(pin.level, pressed === 1 ? 0 : 1);
    assert.equal(world.pending, 0);
  }
});

test("pressing what is pressed does nothing", () => {
  const { part, world, edges } = makeButton("");
  part.press();
  world.run(2000);
  edges.length = 0;
  part.press();
  world.run(4000);
  assert.deepEqual(edges, []);
});

test("pressed is 0 or 1", () => {
  const { part } = makeButton("");
  for (const value of [2, -1, "on", ""]) {
    assert.throws(() => part.controls.pressed.set(value), /part "part": pressed cannot be .* 0 to 1/);
  }
});

test("a closed button stops bouncing and opens", () => {
  const { part, world, pin } = makeButton("");
  part.press();
  part.close();
  assert.equal(pin.level, 1);
  assert.equal(world.pending, 0);
});
