import assert from "node:assert/strict";
import { test } from "node:test";
import { SerialSearch } from "../../../simulator/simulation/serial-search.ts";

/** Feeds texts and wants texts (after a `?`) in turn; returns what was found after each step. */
function found(...steps: string[]): string[][] {
  const search = new SerialSearch();
  const seen: string[] = [];
  return steps.map((step) => {
    const before = seen.length;
    if (step.startsWith("?")) search.want(Buffer.from(step.slice(1)), () => seen.push(step.slice(1)));
    else search.feed(Buffer.from(step));
    return seen.slice(before);
  });
}

const cases: [name: string, steps: string[], expected: string[][]][] = [
  ["a text that comes later", ["?abc", "xxabcxx"], [[], ["abc"]]],
  ["a text that has been said already", ["xxabcxx", "?abc"], [[], ["abc"]]],
  ["a text in two pieces", ["?abc", "ab", "c"], [[], [], ["abc"]]],
  ["a text in UTF-8, cut within a character", ["?dirección", "direcci", "ón"], [[], [], ["dirección"]]],
  ["a match uses up what was before it", ["one two", "?two", "?one"], [[], ["two"], []]],
  ["what comes after a match is kept", ["one two", "?one", "?two"], [[], ["one"], ["two"]]],
  ["the same text twice needs to be said twice", ["a", "?a", "?a", "a"], [[], ["a"], [], ["a"]]],
  ["two wants at a time, in the order they came", ["?b", "?a", "ab"], [[], [], ["b"]]],
];

for (const [name, steps, expected] of cases) test(name, () => assert.deepEqual(found(...steps), expected));

test("who gives up is not told, and what is kept is bounded", () => {
  const search = new SerialSearch();
  let told = false;
  const giveUp = search.want(Buffer.from("late"), () => {
    told = true;
  });
  giveUp();
  search.feed(Buffer.from("late"));
  assert.ok(!told, "gave up");
  for (let index = 0; index < 100; index++) search.feed(Buffer.alloc(10_000, "x"));
  assert.ok(search.kept <= 256 * 1024, `${search.kept} bytes are kept`);
});
