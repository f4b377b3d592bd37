/** Values on the command line: each is read, or refused with what is allowed. */
import { InvalidArgumentError } from "commander";

const units: Readonly<Record<string, number>> = { ms: 1e-3, s: 1, m: 60, h: 3600, d: 86400 };

/** `12s`, `1.5m`, `200ms`, `2h`, `1d`, or a plain number of seconds. @returns seconds */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text);
  const seconds = match ? Number(match[1]) * units[match[2] ?? "s"]! : Number.NaN;
  if (!(seconds > 0) || seconds > 100 * 365 * 86400)
    throw new InvalidArgumentError("A duration is a number with ms, s, m, h or d, as in 500ms, 12s, 1.5m.");
  return seconds;
}

/** For options that may be repeated. */
export function durations(text: string, previous: readonly number[] = []): number[] {
  return [...previous, duration(text)];
}

export interface TypedLine {
  /** Seconds. */
  at: number;
  line: string;
}

/** `3s:estado`, for an option that may be repeated: a time, a colon and what is typed then. */
export function typedLines(text: string, previous: readonly TypedLine[] = []): TypedLine[] {
  const colon = text.indexOf(":");
  const line = text.slice(colon + 1);
  if (colon < 0 || !line.trim() || /\p{Cc}/u.test(line))
    throw new InvalidArgumentError("What is typed is a time, a colon and a line, as in 3s:estado.");
  return [...previous, { at: duration(text.slice(0, colon)), line }];
}

export interface BrokerAddress {
  host: string;
  port: number;
}

/** `mqtt://host:port`; the port is 1883 unless it is given. */
export function brokerAddress(text: string): BrokerAddress {
  let url: URL | undefined;
  try {
    url = new URL(text);
  } catch {}
  if (
    url?.protocol !== "mqtt:" ||
    !url.hostname ||
    url.username ||
    (url.pathname !== "" && url.pathname !== "/")
  )
    throw new InvalidArgumentError("A broker is mqtt://host:port, as in mqtt://localhost:1883.");
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: Number(url.port || 1883) };
}

/** A file that can be read is checked by who reads it; here only that there is a name. */
export function fileName(text: string): string {
  if (!text) throw new InvalidArgumentError("A file name is missing.");
  return text;
}

/** Of a serial port. */
export function baudRate(text: string): number {
  const rate = Number(text);
  if (!/^\d+$/.test(text) || rate < 300 || rate > 4_000_000)
    throw new InvalidArgumentError("A speed is a number from 300 to 4000000, as in 115200.");
  return rate;
}

/** `host:port`, `[::1]:4000`, or a port alone on this machine. */
export function hostAndPort(text: string): { host: string; port: number } {
  const match = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d+)$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port < 1 || port > 65_535)
    throw new InvalidArgumentError("An address is host:port, as in localhost:4000.");
  return { host: match[1] ?? match[2] ?? "127.0.0.1", port };
}

/** A whole number, from which a virtual world is made. */
export function seed(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError("A seed is a whole number from 0 on.");
  return number;
}

/** A whole number from 1 on. */
export function count(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > 1e9)
    throw new InvalidArgumentError("A count is a whole number from 1 on.");
  return number;
}

const list = (text: string): string[] => (text === "none" ? [] : text.split(","));

/** `a,b`, or `none`. */
export const names = (text: string): string[] => list(text);

/** `3,17`, or `none`. */
export const identifiers = (text: string): number[] => list(text).map(seed);

/** `interval=20`, for an option that may be repeated: numbers and true and false as such, all else as text. */
export function settings(
  text: string,
  previous: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const match = /^(\w+)=(.*)$/.exec(text);
  if (!match) throw new InvalidArgumentError("A setting is name=value, as in interval=20.");
  const [, name, value] = match;
  const isJSON = /^(-?\d+(\.\d+)?|true|false)$/.test(value!);
  return { ...previous, [name!]: isJSON ? JSON.parse(value!) : value };
}
