/**
 * The node's settings: manifest.json's `config`, checked at start, and over it what was typed on the console
 * (overrides.ts). A value that is not allowed is told with its name and what is.
 */
import type { Language } from "../console/texts";

export interface Settings {
  /** Language of the console. */
  language: Language;
  wifi_ssid: string;
  /** Empty for an open network. */
  wifi_password: string;
  /** The access point's channel, to save a scan; 0 to scan. */
  wifi_channel: number;
  /** Host name or IPv4 address. */
  broker: string;
  port: number;
  /** Base topic; empty for `vigia/` and the end of the MAC address. */
  topic: string;
  /** Empty for `vigia-` and the end of the MAC address. */
  client_id: string;
  /** TLS: the broker must prove by `ca` who it is. */
  secure: boolean;
  /** PEM of the authority that signed the broker's certificate. */
  ca: string;
  user: string;
  password: string;
  /** Seconds between MQTT packets after which the broker gives the node up. */
  keep_alive: number;
  /** Seconds between two readings. */
  interval: number;
  /** GPIO numbers. */
  dht_pin: number;
  button_pin: number;
  alarm_lamp_pin: number;
  link_lamp_pin: number;
  /** Where UART0 listens for what is typed. */
  console_pin: number;
  /** Payloads on `<topic>/alarma`. */
  alarm_on_text: string;
  alarm_off_text: string;
  /** Last parts of the topics below the base. */
  topic_climate: string;
  topic_alarm: string;
  topic_status: string;
  topic_diagnostics: string;
  /** Shared with who sends commands; they must be signed where it is not empty. */
  command_secret: string;
  /** Time server. */
  sntp: string;
  /** Readings that are kept while there is no connection. */
  history: number;
  /** Seconds between two diagnostics; 0 for none. */
  diagnostics: number;
  /** Seconds without broker after which the network is restarted, and as many later the chip; 0 for never. */
  offline_restart: number;
  home_assistant: boolean;
  home_assistant_prefix: string;
  /** The node's name in Home Assistant. */
  name: string;
}

/** A setting that is missing or not allowed. */
export class SettingError extends Error {
  readonly setting: string;
  readonly value: string;
  readonly allowed: string;

  constructor(setting: string, value: unknown, allowed: string) {
    super(`${setting}: ${allowed}`);
    this.setting = setting;
    this.value = value === undefined ? "undefined" : JSON.stringify(value);
    this.allowed = allowed;
  }
}

/** Rules are frozen and close over nothing, so that they stay in flash whole. */
interface Rule {
  readonly allowed: string;
  accepts(value: unknown): boolean;
}

interface Range extends Rule {
  readonly least: number;
  readonly most: number;
}

function isText(this: Range, value: unknown): boolean {
  if (typeof value !== "string") return false;
  const { byteLength } = ArrayBuffer.fromString(value);
  return byteLength >= this.least && byteLength <= this.most;
}

function isInteger(this: Range, value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= this.least && (value as number) <= this.most;
}

function isListed(this: Rule, value: unknown): boolean {
  return typeof value === "string" && this.allowed.split(", ").includes(value);
}

const text = (most: number, least = 0): Range =>
  Object.freeze({ allowed: `text, ${least} to ${most} bytes`, least, most, accepts: isText });

const integer = (least: number, most: number): Range =>
  Object.freeze({ allowed: `${least} to ${most}`, least, most, accepts: isInteger });

const oneOf = (...values: string[]): Rule => Object.freeze({ allowed: values.join(", "), accepts: isListed });

/** A topic name of MQTT 3.1.1 section 4.7: no wildcards, no null, not begun by a dollar sign. */
const topicName: Rule = Object.freeze({
  allowed: "a topic name without +, # or $ at its start, up to 200 bytes",
  accepts: (value) => text(200).accepts(value) && !/[+#\0]|^\$|^\/|\/$/.test(value as string),
});

const boolean: Rule = Object.freeze({
  allowed: "true, false",
  accepts: (value) => typeof value === "boolean",
});

/** One level of a topic, or several. */
const topicPart: Rule = Object.freeze({
  allowed: "a topic's part without +, # or / at its ends, 1 to 40 bytes",
  accepts: (value) => text(40, 1).accepts(value) && topicName.accepts(value),
});

/** IEEE 802.11i: a passphrase has 8 to 63 characters; none for an open network. */
const passphrase: Rule = Object.freeze({
  allowed: "empty, or 8 to 63 bytes",
  accepts: (value) => value === "" || text(63, 8).accepts(value),
});

const gpio: Rule = integer(0, 39);

const rules: Readonly<Record<keyof Settings, Rule>> = Object.freeze({
  language: oneOf("es", "en"),
  wifi_ssid: text(32, 1),
  wifi_password: passphrase,
  wifi_channel: integer(0, 13),
  broker: text(253, 1),
  port: integer(1, 65535),
  topic: topicName,
  client_id: text(64),
  secure: boolean,
  ca: text(8192),
  user: text(128),
  password: text(128),
  keep_alive: integer(5, 65535),
  interval: integer(2, 86400),
  dht_pin: gpio,
  button_pin: gpio,
  alarm_lamp_pin: gpio,
  link_lamp_pin: gpio,
  console_pin: gpio,
  alarm_on_text: text(64, 1),
  alarm_off_text: text(64, 1),
  topic_climate: topicPart,
  topic_alarm: topicPart,
  topic_status: topicPart,
  topic_diagnostics: topicPart,
  command_secret: text(64),
  sntp: text(253, 1),
  history: integer(0, 1000),
  diagnostics: integer(0, 86400),
  offline_restart: integer(0, 86400),
  home_assistant: boolean,
  home_assistant_prefix: topicPart,
  name: text(64, 1),
});

/** Secrets are named in an error, never shown. */
const secret = (name: string): boolean => name.endsWith("password") || name.endsWith("secret");

/** Values given on mcconfig's command line come as text. */
function coerce(value: unknown, rule: Rule): unknown {
  if (typeof value !== "string" || rule.accepts(value) || value === "") return value;
  if (rule === boolean && (value === "true" || value === "false")) return value === "true";
  const number = Number(value);
  return rule.accepts(number) ? number : value;
}

/** Assigning would throw: the configuration below is read-only. */
function put(settings: object, name: string, value: unknown): void {
  Object.defineProperty(settings, name, { value });
}

/** What a setting may be, where the value is not that; undefined where it is. */
export function notAllowed(name: string, value: unknown): string | undefined {
  const rule = Object.hasOwn(rules, name) ? rules[name as keyof Settings] : undefined;
  return rule?.accepts(value) ? undefined : (rule?.allowed ?? "");
}

/**
 * The configuration itself, which stays in flash, with what had to be converted beside it, and what overrides
 * it.
 * @param overrides those that are not allowed are left out
 * @throws SettingError for the first value of the configuration that is not allowed
 */
export function readSettings(
  config: Readonly<Record<string, unknown>>,
  overrides: Readonly<Record<string, unknown>> = {},
): Settings {
  const settings: object = Object.create(config);
  for (const name of Object.keys(rules) as (keyof Settings)[]) {
    const rule = rules[name];
    const value = coerce(config[name], rule);
    if (!rule.accepts(value)) throw new SettingError(name, secret(name) ? "***" : value, rule.allowed);
    if (value !== config[name]) put(settings, name, value);
  }
  for (const name of Object.keys(overrides))
    if (notAllowed(name, overrides[name]) === undefined) put(settings, name, overrides[name]);
  return settings as Settings;
}
