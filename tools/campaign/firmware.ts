/** The firmware of a campaign's runs: the project's own, with variations and at most one defect in it. */
import { nodeConfig } from "../../simulator/campaign/run-plan.ts";
import { variationNamed } from "../../simulator/campaign/variations.ts";
import { type Firmware, loadFirmware } from "../../simulator/firmware/firmware.ts";
import { defectNamed } from "../../tests/campaign/defects.ts";
import type { Setting } from "./messages.ts";

const loaded = new Map<string, Promise<Firmware>>();

/** @throws Error when a patch's text has moved */
export function campaignFirmware(
  { manifest, config, defect }: Pick<Setting, "manifest" | "config" | "defect">,
  variations: readonly string[],
): Promise<Firmware> {
  const key = variations.join();
  const known = loaded.get(key);
  if (known) return known;
  const varied = variations.map(variationNamed);
  const patches = varied.flatMap((variation) => variation.patches ?? []);
  if (defect !== undefined) patches.push(...defectNamed(defect).patches);
  const configs = [config, nodeConfig, ...varied.map((variation) => variation.config ?? {})];
  const firmware = loadFirmware(manifest, { config: Object.assign({}, ...configs), patches });
  loaded.set(key, firmware);
  return firmware;
}
