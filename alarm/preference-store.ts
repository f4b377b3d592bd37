/** The journal's two slots in the SDK's `preference`: NVS on the ESP32. */
import Preference from "preference";
import type { JournalStore } from "./journal";

const Domain = "vigia";
const Keys = Object.freeze(["alarm0", "alarm1"] as const);

const preferenceStore: JournalStore = Object.freeze({
  read: (slot) => Preference.get(Domain, Keys[slot]),
  write: (slot, data) => Preference.set(Domain, Keys[slot], data),
});

export default preferenceStore;
