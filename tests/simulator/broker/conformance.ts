/**
 * What an MQTT 3.1.1 broker does, as cases that any broker can be asked: the model of simulator/broker/, and
 * the brokers that the model stands for. A broker that answers otherwise than the standard says is in
 * differences.ts with what it answers and why; the suite fails there as well once it answers as it should.
 */
import assert from "node:assert/strict";
import { Bench, type Case } from "./cases/case.ts";
import { connecting } from "./cases/connecting.ts";
import { publishing } from "./cases/publishing.ts";
import { sessions } from "./cases/sessions.ts";
import { subscribing } from "./cases/subscribing.ts";
import { violations } from "./cases/violations.ts";
import { wills } from "./cases/wills.ts";
import { type BrokerName, differences } from "./differences.ts";
import type { Site } from "./raw-client.ts";

export const cases: readonly Case[] = [
  ...connecting,
  ...publishing,
  ...subscribing,
  ...sessions,
  ...wills,
  ...violations,
];

/** Runs one case on one broker. @throws AssertionError */
export async function check(one: Case, site: Site, broker: BrokerName, prefix: string): Promise<void> {
  const bench = new Bench(site, prefix);
  try {
    const answers = (await one.run(bench)).map((line) => line.replaceAll(`${prefix}/`, ""));
    const expected = differences[broker][one.name]?.answers ?? one.expected;
    assert.deepEqual(answers, expected, one.clause);
  } finally {
    bench.close();
  }
}
