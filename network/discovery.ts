/**
 * Home Assistant's device discovery (2024.11 or later): one retained message that describes the node's
 * sensors and its alarm, a switch where commands are obeyed without signature, a binary sensor elsewhere.
 *
 * @see https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
 */
import type { Topics } from "./topics";

export interface DiscoveryOptions {
  prefix: string;
  id: string;
  name: string;
  version: string;
  topics: Topics;
  onText: string;
  offText: string;
  commands: boolean;
  /** Seconds after which a sensor without news is unavailable. */
  expire: number;
}

export function discoveryTopic(prefix: string, id: string): string {
  return `${prefix}/device/${id}/config`;
}

export function discoveryMessage(options: DiscoveryOptions): string {
  const { id, name, version, topics, onText, offText, commands, expire } = options;
  const sensor = (key: string, kind: string, unit: string) => ({
    p: "sensor",
    dev_cla: kind,
    unit_of_meas: unit,
    stat_t: topics.climate,
    val_tpl: `{{ value_json.${key} }}`,
    uniq_id: `${id}-${kind}`,
    exp_aft: expire,
  });
  const alarm = commands
    ? { p: "switch", cmd_t: topics.command, pl_on: "ON", pl_off: "OFF", stat_on: onText, stat_off: offText }
    : { p: "binary_sensor", dev_cla: "safety", pl_on: onText, pl_off: offText };
  return JSON.stringify({
    dev: { ids: id, name },
    o: { name: "Vigía", sw: version },
    avty_t: topics.status,
    cmps: {
      temperature: sensor("temp", "temperature", "°C"),
      humidity: sensor("humidity", "humidity", "%"),
      alarm: { ...alarm, name: "Alarma", stat_t: topics.alarm, uniq_id: `${id}-alarm` },
    },
  });
}
