/** Each deliberate defect still fits the firmware's sources, and changes what is loaded. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { variations } from "../../simulator/campaign/variations.ts";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";
import { PatchError } from "../../simulator/firmware/patch.ts";
import { project } from "../support/xs-program.ts";
import { defects } from "./defects.ts";

const manifest = join(project, "manifest.json");
const sourceOf = async (patches: Parameters<typeof loadFirmware>[1] = {}) =>
  JSON.stringify((await loadFirmware(manifest, patches)).modules);

for (const { name, patches = [] } of [...defects, ...variations])
  if (patches.length > 0)
    test(`${name} fits the sources`, async () => {
      assert.notEqual(await sourceOf({ patches }), await sourceOf());
    });

test("a patch whose text has moved is an error that shows it", async () => {
  const patch = { specifier: "alarm/journal", find: "no such words", replace: "" };
  await assert.rejects(loadFirmware(manifest, { patches: [patch] }), (error: Error) => {
    assert.ok(error instanceof PatchError, `${error}`);
    assert.match(error.message, /alarm\/journal has 0 times .*\nno such words/);
    return true;
  });
});

test("a patch of a module that is not there is an error", async () => {
  const patch = { specifier: "alarm/none", find: "x", replace: "" };
  await assert.rejects(loadFirmware(manifest, { patches: [patch] }), /no module alarm\/none/);
});
