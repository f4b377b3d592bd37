/** Debian's python3-paho-mqtt, the course's MQTT library. */
import { spawnSync } from "node:child_process";

/** Debian's own Python: another one on the PATH would not have Debian's packages. */
export const python = "/usr/bin/python3";

/** Why a test that needs it is skipped, or false; where CI sets VIGIA_NO_SKIP nothing is. */
export function skipWithoutPaho(): string | false {
  if (process.env.VIGIA_NO_SKIP || spawnSync(python, ["-c", "import paho.mqtt.client"]).status === 0)
    return false;
  return "python3-paho-mqtt not installed (Debian: apt install python3-paho-mqtt)";
}
