import assert from "node:assert/strict";
import { test } from "node:test";
import { Wiring } from "../../../simulator/parts/wiring.ts";
import { PinRecorder } from "../../../simulator/trace/pin-recorder.ts";

test("changes of pins become a Value Change Dump", () => {
  let now = 5;
  const wiring = new Wiring(() => now);
  const nets = [wiring.net("a"), wiring.net("the b")];
  const [a, b] = nets.map((net) => net.attach());
  a!.drive("high");
  const recorder = new PinRecorder(
    nets.map((net) => ({ name: net.name, net })),
    now,
  );
  now = 7;
  a!.drive("low");
  b!.drive("high");
  now = 9.6;
  b!.drive("released");
  recorder.close();
  b!.drive("low");
  assert.equal(recorder.signals, 2);
  assert.equal(recorder.changes, 3);
  assert.deepEqual(recorder.toVCD().trim().split("\n").slice(1), [
    "$timescale 1 us $end",
    "$scope module esp32 $end",
    "$var wire 1 ! a $end",
    '$var wire 1 " the_b $end',
    "$upscope $end",
    "$enddefinitions $end",
    "#0",
    "$dumpvars",
    "1!",
    'z"',
    "$end",
    "#2",
    "0!",
    '1"',
    "#5",
    'z"',
  ]);
});

test("a hundred signals have a hundred names", () => {
  const wiring = new Wiring(() => 0);
  const signals = Array.from({ length: 200 }, (_, index) => ({
    name: `s${index}`,
    net: wiring.net(`s${index}`),
  }));
  const names = [...new PinRecorder(signals, 0).toVCD().matchAll(/^\$var wire 1 (\S+) /gm)].map(
    ([, name]) => name,
  );
  assert.equal(new Set(names).size, 200);
});
