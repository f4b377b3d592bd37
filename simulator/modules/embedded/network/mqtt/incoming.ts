/** Takes the packets that an MQTT 3.1.1 client receives apart (clauses in brackets). Pure. */
import type { MQTTControl } from "../../../../../network/mqtt-client";

const CONNACK = 2;
const PUBLISH = 3;
const SUBACK = 9;
/** CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK, a bit for each packet type. */
const HAS_BODY = 0b1010_1111_1100;

/** What the next byte is. */
const HEADER = 0;
const LENGTH = 1;
const HIGH = 2;
const LOW = 3;
const TOPIC = 4;
const REST = 5;
const PAYLOAD = 6;

export class Incoming {
  /** What is known of the packet; one object for each packet, which `onControl` gets. */
  message: MQTTControl = { operation: 0 };
  QoS = 0;
  /** PUBLISH's topic, from its last byte on. */
  topic: string | undefined;
  /** Bytes of the packet that have not been taken. */
  length = 0;

  #stage = HEADER;
  /** The weight of the length's next digit, as a shift. */
  #shift = 0;
  /** The first byte of the two-byte integer that is being taken. */
  #high = 0;
  #name: Uint8Array | undefined;
  #named = 0;

  /** Whether the next byte is one of a payload, which is not taken here. */
  get inPayload(): boolean {
    return this.#stage === PAYLOAD;
  }

  /** Goes on to the next packet. */
  finish(): void {
    this.#stage = HEADER;
  }

  /** @returns whether this byte completed a packet without payload, or what is wrong with it. */
  take(byte: number): boolean | string {
    switch (this.#stage) {
      case HEADER:
        return this.#takeHeader(byte);
      case LENGTH:
        return this.#takeLength(byte);
      case HIGH: // whatever has a body starts it with a two-byte integer
        if (!((HAS_BODY >> this.message.operation) & 1)) return "bad parse state";
        if (this.message.operation === CONNACK && this.length !== 2) return "unexpected length";
        this.#high = byte;
        this.#stage = LOW;
        return false;
      case LOW:
        this.length -= 2;
        return this.#takeWord((this.#high << 8) | byte);
      case TOPIC:
        return this.#takeTopic(byte);
      default: // SUBACK's return codes [3.9.3]; nothing that belongs there elsewhere
        this.message.payload?.push(byte);
        this.length -= 1;
        return this.#complete();
    }
  }

  /** Packet type and flags [2.2.1, 2.2.2]. */
  #takeHeader(byte: number): boolean | string {
    const operation = byte >> 4;
    if (operation === 0 || operation === 15) return "invalid operation";
    this.message = { operation };
    this.QoS = (byte >> 1) & 3;
    this.#name = undefined;
    this.length = this.#shift = 0;
    this.#stage = LENGTH;
    return false;
  }

  /** A digit of the remaining length [2.2.3]; 0 ends the packet unless it is written with more digits. */
  #takeLength(byte: number): boolean | string {
    this.length += (byte & 0x7f) << this.#shift;
    if (byte & 0x80) {
      this.#shift += 7;
      return this.#shift > 21 ? "bad data" : false;
    }
    this.#stage = HIGH;
    return this.#shift === 0 && this.#complete();
  }

  /** CONNACK's flags and code [3.2.2], the length of PUBLISH's topic [3.3.2], or a packet identifier [2.3.1]. */
  #takeWord(value: number): boolean | string {
    const { message } = this;
    if (message.operation === CONNACK) {
      message.returnCode = value & 0xff;
      return this.#complete();
    }
    if (message.operation === PUBLISH && !this.#name) {
      if (value === 0) return "empty topic";
      this.length -= value;
      this.#name = new Uint8Array(value);
      this.#named = 0;
      this.#stage = TOPIC;
      return false;
    }
    message.id = value;
    if (message.operation === PUBLISH) {
      this.#stage = PAYLOAD;
      return false;
    }
    if (message.operation === SUBACK) message.payload = [];
    this.#stage = REST;
    return this.#complete();
  }

  /** An identifier follows the topic with QoS 1 and 2 [3.3.2.2]. */
  #takeTopic(byte: number): boolean {
    const name = this.#name!;
    name[this.#named++] = byte;
    if (this.#named === name.length) {
      this.topic = String.fromArrayBuffer(name.buffer);
      this.#stage = this.QoS === 1 || this.QoS === 2 ? HIGH : PAYLOAD;
    }
    return false;
  }

  #complete(): boolean {
    if (this.length !== 0) return false;
    this.finish();
    return true;
  }
}
