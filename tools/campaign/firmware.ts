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
  const patches = variations.flatMap((name) => variationNamed(name).patches ?? []);
  if (defect !== undefined) patches.push(...defectNamed(defect).patches);
  const firmware = loadFirmware(manifest, { config: { ...config, ...nodeConfig }, patches });
  loaded.set(key, firmware);
  return firmware;
}
