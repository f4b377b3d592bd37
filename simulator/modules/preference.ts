/**
 * Stands in for the SDK's `preference` on the ESP32 (modules/files/preference/esp32), which keeps values in
 * NVS and commits each `set`. Names of up to 15 characters; booleans, 32-bit integers, strings, ArrayBuffers.
 */
import host, { type Value } from "virtual-board/host";

const NameLength = 15;

function ask(...values: Value[]): Value {
  const channel = host.open("nvs", () => {});
  try {
    return host.call(channel, ...values);
  } finally {
    host.close(channel);
  }
}

function check(name: string, cause: string): string {
  if (name.length === 0 || name.length > NameLength) throw new Error(cause);
  return name;
}

export default class Preference {
  static set(domain: string, key: string, value: boolean | number | string | ArrayBuffer): void {
    check(domain, "nvs_open fail");
    check(key, "nvs set fail");
    if (typeof value === "number" && value !== (value | 0)) throw new Error("float unsupported");
    if (typeof value === "object" && !(value instanceof ArrayBuffer)) throw new Error("unsupported type");
    if (value === undefined || typeof value === "function") throw new Error("unsupported type");
    ask("set", domain, key, value);
  }

  static get(domain: string, key: string): Value {
    return ask("get", domain, key);
  }

  static delete(domain: string, key: string): void {
    ask("delete", domain, key);
  }

  static keys(domain: string): string[] {
    const names = ask("keys", domain) as string;
    return names === "" ? [] : names.split("\n");
  }
}
