/** A storage that fails: the node goes on, loses no more than it must, and tells. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { NVS } from "../../simulator/peripherals/nvs.ts";
import { type VirtualHome, virtualHome } from "../support/virtual-home.ts";

async function node(t: TestContext, nvs: NVS): Promise<VirtualHome> {
  const home = await virtualHome({ nvs, firmware: { config: { diagnostics: 10 } } });
  t.after(() => home.close());
  home.pass(10);
  return home;
}

function press(home: VirtualHome): void {
  home.button.press();
  home.pass(0.2);
  home.button.release();
  home.pass(0.8);
}

function restart(home: VirtualHome): void {
  home.board.powerOff();
  home.pass(1);
  home.board.powerOn();
  home.pass(15);
}

/** What the last diagnostics message counts of the storage. */
function told(home: VirtualHome): number {
  const last = home.published.findLast(({ topic }) => topic === "t/diagnostico")!;
  return JSON.parse(Buffer.from(last.payload).toString()).storage;
}

test("records that cannot be read are told after the start", async (t) => {
  const nvs = new NVS();
  const home = await node(t, nvs);
  press(home);
  press(home);
  home.pass(10);
  assert.equal(told(home), 0);
  nvs.damage();
  restart(home);
  assert.equal(told(home), 2);
  press(home);
  home.pass(10);
  assert.ok(home.lamp.lit, "the alarm begins anew");
});

test("after a refused write the newest stored record is still the one that is kept", async (t) => {
  const nvs = new NVS();
  const home = await node(t, nvs);
  press(home);
  press(home);
  press(home);
  assert.ok(home.lamp.lit, "three presses: on");
  nvs.full = true;
  press(home);
  nvs.full = false;
  home.pass(10);
  assert.equal(told(home), 1);
  // The power is cut in the midst of the next write: what was stored last must be whole.
  nvs.onPhase = (phase) => {
    if (phase === "erased") home.board.powerOff();
  };
  press(home);
  nvs.onPhase = undefined;
  home.board.powerOn();
  home.pass(15);
  assert.ok(home.lamp.lit, "the third press, the last that was stored");
});
