import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Conditions } from "../../../simulator/network/conditions.ts";
import { skipWithout } from "../../support/mosquitto.ts";
import { cases, check } from "./conformance.ts";
import { type BrokerName, differences } from "./differences.ts";
import { aedesSite, type BrokerSite, modelSite, mosquittoSite } from "./sites.ts";

test("every case has a name of its own, and every difference a case", () => {
  const names = new Set(cases.map(({ name }) => name));
  assert.equal(names.size, cases.length);
  for (const broker of Object.values(differences))
    for (const name of Object.keys(broker)) assert.ok(names.has(name), name);
});

/** Each case in a world of its own. */
function oneByOne(name: string, conditions: Partial<Conditions>) {
  describe(name, () => {
    for (const one of cases)
      test(one.name, async () => {
        const site = modelSite(one.logins ?? false, conditions);
        await check(one, site, "model", "p");
        await site.close();
      });
  });
}

oneByOne("the model broker", {});
oneByOne("the model broker, in small pieces", { segment: 3, jitter: 20_000, bandwidth: 1e9 });

/** All cases at the same time, on one broker that wants no login and one that does. */
function allAtOnce(broker: BrokerName, open: (logins: boolean) => Promise<BrokerSite>, skip: string | false) {
  describe(broker, { concurrency: cases.length, skip }, () => {
    const sites: BrokerSite[] = [];
    before(async () => void sites.push(await open(false), await open(true)));
    after(async () => {
      for (const site of sites) await site.close();
    });
    for (const [index, one] of cases.entries())
      test(one.name, () => check(one, sites[one.logins ? 1 : 0]!, broker, `p${index}`));
  });
}

allAtOnce("aedes", aedesSite, false);
allAtOnce("mosquitto", mosquittoSite, skipWithout("mosquitto"));
