import assert from "node:assert/strict";
import { test } from "node:test";
import { resistor } from "../../../simulator/parts/resistor.ts";
import { makeBench } from "./bench.ts";

test("between two nets it is a wire, until it is taken out", () => {
  const { part, probe, net } = makeBench(resistor);
  probe("1").drive("high");
  assert.equal(net("2").state, "high");
  part.close();
  assert.equal(net("2").state, "floating");
});

for (const [pin, other] of [
  ["1", "2"],
  ["2", "1"],
] as const) {
  test(`with pin ${pin} on a rail it pulls the other, weakly`, () => {
    const up = makeBench(resistor, { rails: { [pin]: "3V3" } });
    assert.equal(up.net(other).state, "high");
    up.probe(other).drive("low");
    assert.equal(up.net(other).state, "low");
    assert.equal(up.wiring.conflicts, 0);
    const down = makeBench(resistor, { rails: { [pin]: "GND" } });
    assert.equal(down.net(other).state, "low");
  });
}

test("between two rails it does nothing", () => {
  const { wiring, net } = makeBench(resistor, { rails: { "1": "3V3", "2": "GND" } });
  assert.deepEqual([net("1").level, net("2").level, wiring.conflicts], [1, 0, 0]);
});
