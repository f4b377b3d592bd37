/** Which changes may be told after which: in order, folded in pairs, lost only where the storage failed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Change } from "../../simulator/campaign/changes.ts";
import { Told } from "../../simulator/campaign/rules/told.ts";

/** On and off in turn, so many of them in each second. */
function changes(count: number, perSecond: number, lost: readonly number[] = []): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    on: index % 2 === 0,
    at: index,
    date: Math.floor(index / perSecond) * 1000,
    boot: 1,
    kept: lost.includes(index) ? "lost" : "stored",
  }));
}

/** Tells the changes with these indices as the node would: by state and second. @returns whether each fitted */
function tell(told: Told, all: readonly Change[], ...indices: number[]): boolean {
  return indices.every((index) => {
    const { on, date } = all[index]!;
    return told.tell((change) => change.on === on && change.date === date);
  });
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index);
const always = () => true;

test("each in its turn, and the last again", () => {
  const all = changes(4, 1);
  const told = new Told(all);
  assert.ok(tell(told, all, 0, 0, 1, 2, 2));
  assert.equal(told.count, 3);
  assert.equal(told.settle(always), all[3]);
  assert.ok(tell(told, all, 3));
  assert.equal(told.settle(always), undefined);
});

test("none is left out, and none comes again later", () => {
  const all = changes(6, 1);
  assert.ok(!tell(new Told(all), all, 0, 3));
  assert.ok(!tell(new Told(all), all, 0, 1, 0));
});

test("after a restart what was told may come again", () => {
  const all = changes(6, 1);
  const told = new Told(all);
  assert.ok(tell(told, all, 0, 1, 2));
  told.restarted();
  assert.ok(tell(told, all, 0, 1, 2, 3));
  assert.ok(!tell(told, all, 1));
});

test("pairs behind the first are folded, and the newest thirty are not", () => {
  const all = changes(60, 1);
  assert.ok(tell(new Told(all), all, 0, ...range(29, 60)), "as 32 places have it");
  assert.ok(!tell(new Told(all), all, 0, 30), "not an even number");
  assert.ok(!tell(new Told(all), all, 0, 33), "of the newest");
});

test("in a storm the places that fit are kept apart", () => {
  const all = changes(60, 12);
  const told = new Told(all);
  assert.ok(tell(told, all, 0, ...range(29, 60)));
  assert.equal(told.settle(always), undefined);
  assert.equal(told.count, 60);
  const short = new Told(all);
  assert.ok(tell(short, all, 0, ...range(29, 58)));
  assert.ok(short.settle(always), "the last two are missing");
});

test("what the storage lost may be missing", () => {
  const all = changes(6, 1, [1, 2, 5]);
  const told = new Told(all);
  assert.ok(tell(told, all, 0, 3, 4));
  assert.equal(told.settle(always), undefined);
  assert.equal(told.count, 6);
});
