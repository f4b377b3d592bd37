/** The overrides' two slots in the SDK's `preference`: NVS on the ESP32. */
import Preference from "preference";
import type { OverrideStore } from "./overrides";

const Domain = "vigia";
const Keys = Object.freeze(["settings0", "settings1"] as const);

const overrideStore: OverrideStore = Object.freeze({
  read: (slot) => Preference.get(Domain, Keys[slot]),
  write: (slot, text) => Preference.set(Domain, Keys[slot], text),
  clear: (slot) => Preference.delete(Domain, Keys[slot]),
});

export default overrideStore;
