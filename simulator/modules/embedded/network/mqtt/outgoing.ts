/** The bytes of the packets that an MQTT 3.1.1 client sends (clauses in brackets). Pure. */
import type { MQTTOptions, MQTTWrite } from "../../../../../network/mqtt-client";

const CONNECT = 1;
const PUBLISH = 3;
const PUBREL = 6;
const SUBSCRIBE = 8;

/** CONNECT [3.1]. A will without a message is sent as the SDK sends it: its topic, but no flag that says so. */
export function connect(options: MQTTOptions, keepAlive: number): Uint8Array {
  const will = options.will || undefined;
  const topic = text(will?.topic);
  const message = text(will?.message);
  const user = text(options.user || undefined);
  const password = text(options.password || undefined);
  const flags =
    (user.length ? 0x80 : 0) |
    (password.length ? 0x40 : 0) |
    (will?.retain ? 0x20 : 0) |
    (((will?.QoS ?? 0) & 3) << 3) |
    (topic.length && message.length ? 0x04 : 0) |
    ((options.clean ?? true) ? 0x02 : 0);
  const protocol = Uint8Array.of(0, 4, 0x4d, 0x51, 0x54, 0x54, 4, flags);
  const parts = [protocol, word(keepAlive), text(options.id ?? ""), topic, message, user, password];
  return packet(CONNECT << 4, parts);
}

/** PUBLISH [3.3] up to its payload, of which `length` bytes follow. */
export function publish(options: MQTTWrite, id: number, length: number): Uint8Array {
  const QoS = (options.QoS ?? 0) & 3;
  const topic = bytesOf(options.topic!);
  const count = topic.length;
  const size = count + (QoS ? 4 : 2);
  const flags = (options.duplicate ? 8 : 0) | (QoS << 1) | (options.retain ? 1 : 0);
  const result = begin((PUBLISH << 4) | flags, size, size + length);
  const start = result.length - size;
  result[start] = count >> 8;
  result[start + 1] = count;
  result.set(topic, start + 2);
  if (QoS) {
    result[result.length - 2] = id >> 8;
    result[result.length - 1] = id;
  }
  return result;
}

/** SUBSCRIBE [3.8] or UNSUBSCRIBE [3.10]; both have the flags 0010. */
export function subscription(
  operation: number,
  items: NonNullable<MQTTWrite["items"]>,
  id: number,
): Uint8Array {
  const parts = [word(id)];
  for (const { topic, QoS } of items) {
    parts.push(text(topic));
    if (operation === SUBSCRIBE) parts.push(Uint8Array.of((QoS ?? 0) & 3));
  }
  return packet((operation << 4) | 2, parts);
}

/** PUBACK, PUBREC, PUBREL or PUBCOMP [3.4 to 3.7]; PUBREL has the flags 0010. */
export function acknowledgement(operation: number, id: number): Uint8Array {
  return packet((operation << 4) | (operation === PUBREL ? 2 : 0), [word(id)]);
}

/** PINGREQ or DISCONNECT [3.12, 3.14]. */
export function bare(operation: number): Uint8Array {
  return Uint8Array.of(operation << 4, 0);
}

/** A UTF-8 string or binary data with its length before it [1.5.3]; nothing at all when there is none. */
function text(value: string | ArrayBuffer | undefined): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  const bytes = bytesOf(value);
  const result = new Uint8Array(2 + bytes.length);
  result[0] = bytes.length >> 8;
  result[1] = bytes.length;
  result.set(bytes, 2);
  return result;
}

/** A typed array is taken for its text, as in the SDK. */
function bytesOf(value: string | ArrayBuffer): Uint8Array {
  const text = typeof value === "string" || ArrayBuffer.isView(value);
  return new Uint8Array(text ? ArrayBuffer.fromString(value as string) : value);
}

function word(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value);
}

/** A fixed header [2.2] and the parts after it. */
function packet(first: number, parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const result = begin(first, length, length);
  let offset = result.length - length;
  for (const part of parts) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}

/**
 * A fixed header [2.2] with room for `room` bytes after it, of `remaining` that follow in all. When that is
 * not a number (the payload is a string), the length takes four digits, as in the SDK.
 */
function begin(first: number, room: number, remaining: number): Uint8Array {
  const digits = remaining < 0x80 ? 1 : remaining < 0x4000 ? 2 : remaining < 0x20_0000 ? 3 : 4;
  const result = new Uint8Array(1 + digits + room);
  result[0] = first;
  let rest = remaining;
  for (let digit = 1; digit < digits; digit++) {
    result[digit] = rest | 0x80;
    rest >>= 7;
  }
  result[digits] = rest;
  return result;
}
