/** What becomes of stored records when the flash wears out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NVS } from "../../simulator/peripherals/nvs.ts";

const bytes = (nvs: NVS) => [...(nvs.get("domain", "key") as Uint8Array)];

test("damage changes one bit of a record, stays, and ends when the record is written anew", () => {
  const nvs = new NVS();
  nvs.set("domain", "key", Uint8Array.of(1, 2, 3));
  nvs.damage();
  const damaged = bytes(nvs);
  assert.deepEqual(damaged, [1, 2 ^ 0x10, 3]);
  nvs.damage();
  assert.deepEqual(bytes(nvs), damaged, "damage twice is no mending");
  nvs.set("domain", "key", Uint8Array.of(4));
  nvs.damage();
  assert.deepEqual(bytes(nvs), [4 ^ 0x10]);
});

test("texts and numbers, which have no checksum of ours, are not touched", () => {
  const nvs = new NVS();
  nvs.set("domain", "text", "a");
  nvs.set("domain", "number", 1);
  nvs.damage();
  assert.deepEqual([nvs.get("domain", "text"), nvs.get("domain", "number")], ["a", 1]);
});
