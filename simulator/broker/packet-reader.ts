/**
 * Packets out of a stream of bytes: cut at their lengths, then parsed by mqtt-packet, and held to the rules
 * of MQTT 3.1.1 that mqtt-packet leaves to its caller.
 */
import { type IConnectPacket, type Packet, parser } from "mqtt-packet";

/** The client broke the protocol: its connection must end [MQTT-4.8.0-1]. */
export class Violation extends Error {}

/** A CONNECT of another protocol level: answered with code 1 [MQTT-3.1.2-2]. */
export class OtherLevel extends Violation {}

/** A packet's first byte, its length and where its content begins. */
interface Header {
  readonly start: number;
  readonly end: number;
}

const protocolLevel = 4;
/** Content of packets whose length is fixed, in bytes. */
const lengths: Readonly<Record<string, number>> = {
  puback: 2,
  pubrec: 2,
  pubrel: 2,
  pubcomp: 2,
  pingreq: 0,
  disconnect: 0,
};

export class PacketReader {
  readonly #mostBytes: number;
  readonly #parser = parser({ protocolVersion: protocolLevel });
  #pending: Buffer = Buffer.alloc(0);
  #packet: Packet | undefined;
  #error: Error | undefined;

  /** @param mostBytes of one packet; a longer one is a violation */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
    this.#parser.on("packet", (packet) => {
      this.#packet = packet;
    });
    this.#parser.on("error", (error: Error) => {
      this.#error = error;
    });
  }

  /** @param bytes kept: they must stay as they are */
  add(bytes: Uint8Array): void {
    this.#pending =
      this.#pending.length === 0
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
        : Buffer.concat([this.#pending, bytes]);
  }

  /** The next whole packet, if there is one. @throws Violation */
  next(): Packet | undefined {
    const header = this.#header();
    if (header === undefined || this.#pending.length < header.end) return undefined;
    const frame = this.#pending.subarray(0, header.end);
    this.#pending = this.#pending.subarray(header.end);
    checkLevel(frame, header);
    const packet = this.#parse(frame);
    check(packet, frame);
    return packet;
  }

  /** The length is up to four digits of seven bits, the lowest first [2.2.3]. */
  #header(): Header | undefined {
    let length = 0;
    for (let digit = 0; digit < 4; digit++) {
      const byte = this.#pending[1 + digit];
      if (byte === undefined) return undefined;
      length += (byte & 0x7f) * 128 ** digit;
      if (length > this.#mostBytes) throw new Violation("packet too large");
      if (byte < 0x80) return { start: 2 + digit, end: 2 + digit + length };
    }
    throw new Violation("malformed remaining length");
  }

  #parse(frame: Buffer): Packet {
    this.#packet = this.#error = undefined;
    this.#parser.parse(frame);
    if (this.#error) throw new Violation((this.#error as Error).message);
    if (!this.#packet) throw new Violation("malformed packet");
    return this.#packet;
  }
}

function checkLevel(frame: Buffer, { start }: Header): void {
  if (frame[0] !== 0x10 || frame.toString("latin1", start, start + 6) !== "\0\x04MQTT") return;
  const level = frame[start + 6];
  if (level !== undefined && level !== protocolLevel) throw new OtherLevel(`protocol level ${level}`);
}

/** @throws Violation */
function check(packet: Packet, frame: Buffer): void {
  const fixed = lengths[packet.cmd];
  if (fixed !== undefined && packet.length !== fixed) throw new Violation(`${packet.cmd} of a wrong length`);
  for (const text of texts(packet)) {
    // Malformed UTF-8 was replaced while decoding, and is no longer found as it was [MQTT-1.5.3-1].
    if (text.includes("\ufffd") && !frame.includes(text)) throw new Violation("malformed UTF-8");
    if (text.includes("\0")) throw new Violation("null character"); // [MQTT-1.5.3-2]
  }
  if (hasId(packet) && !packet.messageId) throw new Violation("packet identifier 0"); // [MQTT-2.3.1-1]
  if (packet.cmd === "connect") checkConnect(packet);
  if (packet.cmd === "publish" && packet.qos === 0 && packet.dup) throw new Violation("DUP at QoS 0"); // [MQTT-3.3.1-2]
  if (packet.cmd === "subscribe" && packet.subscriptions.length === 0)
    throw new Violation("nothing to subscribe to"); // [MQTT-3.8.3-3]
  if (packet.cmd === "unsubscribe" && packet.unsubscriptions.length === 0)
    throw new Violation("nothing to unsubscribe from"); // [MQTT-3.10.3-2]
}

function checkConnect(packet: IConnectPacket): void {
  if (packet.protocolId !== "MQTT") throw new Violation("other protocol"); // [MQTT-3.1.2-1]
  if ((packet.will?.qos as number) === 3) throw new Violation("will QoS 3"); // [MQTT-3.1.2-14]
  if (packet.password !== undefined && packet.username === undefined)
    throw new Violation("password without a user name"); // [MQTT-3.1.2-22]
  const { clientId, will, username, password } = packet;
  let length = 10 + 2 + Buffer.byteLength(clientId);
  if (will) length += 4 + Buffer.byteLength(will.topic) + will.payload.length;
  if (username !== undefined) length += 2 + Buffer.byteLength(username);
  if (password !== undefined) length += 2 + password.length;
  if (packet.length !== length) throw new Violation("CONNECT of a wrong length");
}

function texts(packet: Packet): string[] {
  switch (packet.cmd) {
    case "connect":
      return [packet.clientId, packet.username ?? "", packet.will?.topic ?? ""];
    case "publish":
      return [packet.topic];
    case "subscribe":
      return packet.subscriptions.map(({ topic }) => topic);
    case "unsubscribe":
      return packet.unsubscriptions;
    default:
      return [];
  }
}

function hasId(packet: Packet): boolean {
  if (packet.cmd === "publish") return packet.qos > 0;
  return /^(pub(ack|rec|rel|comp)|(un)?subscribe)$/.test(packet.cmd);
}
