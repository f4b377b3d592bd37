/** Keeps the alarm's state in the SDK's `preference` (NVS on the ESP32): one write a change. */
import Preference from "preference";
import type { AlarmStore } from "./alarm";

const Domain = "vigia";
const Key = "alarm";

export default class PreferenceStore implements AlarmStore {
  load(): boolean {
    return Preference.get(Domain, Key) === true;
  }

  save(on: boolean): void {
    Preference.set(Domain, Key, on);
  }
}
