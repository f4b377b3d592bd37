/** The exact figures of the bench are not worse than their baseline. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, exact, readBaseline } from "../../bench/baseline.ts";
import { memory } from "../../bench/memory.ts";
import { work } from "../../bench/work.ts";

const figure = (name: string, value: number, wall = false) => ({
  name,
  value,
  unit: "slots",
  wall,
  note: "",
});

test("computrons, slots and bytes are within 2 % of bench/baseline.json, or better", async () => {
  const figures = [...(await memory.measure()), ...(await work.measure())];
  assert.ok(exact(figures).length > 12, `${exact(figures).length} exact figures`);
  assert.deepEqual(compare(figures, readBaseline()), [], "if that must be: npm run bench -- --renew");
});

test("what is worse, new or gone is complained of; what is better or the PC's own is not", () => {
  const baseline = { a: 100, b: 100, c: 100, gone: 1, zero: 0 };
  const figures = [figure("a", 102), figure("b", 103), figure("c", 50), figure("new", 1), figure("zero", 1)];
  assert.deepEqual(compare([...figures, figure("PC", 1e9, true)], baseline), [
    "b: 103 slots, it was 100 (+3.0 %)",
    "new: 1 slots, and no baseline",
    "zero: 1 slots, it was 0",
    "gone: in the baseline, and not measured",
  ]);
});
