import assert from "node:assert/strict";
import { describe, test } from "node:test";
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

describe("the model broker", () => {
  for (const one of cases)
    test(one.name, async () => {
      const site = await modelSite(one.logins ?? false);
      try {
        await check(one, site, "model", "p");
      } finally {
        await site.close();
      }
    });
});

/** All cases at the same time, on one broker that wants no login and one that does. */
function allAtOnce(broker: BrokerName, open: (logins: boolean) => Promise<BrokerSite>, skip: string | false) {
  describe(broker, { concurrency: cases.length, skip }, () => {
    const sites = skip ? [] : [open(false), open(true)];
    let left = cases.length;
    for (const [index, one] of cases.entries())
      test(one.name, async () => {
        try {
          await check(one, await sites[one.logins ? 1 : 0]!, broker, `p${index}`);
        } finally {
          if (--left === 0) for (const site of await Promise.all(sites)) await site.close();
        }
      });
  });
}

allAtOnce("aedes", aedesSite, false);
allAtOnce("mosquitto", mosquittoSite, skipWithout("mosquitto"));
