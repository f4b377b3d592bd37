/**
 * A guard between the socket and the SDK's MQTT client: it looks at every byte that the client reads, and
 * what the client cannot bear never reaches it.
 *
 * The client takes memory for whatever topic length it is told, is jammed by a message without payload,
 * misses what a CONNACK says, takes a second one for a new session, keeps the retain flag to itself, and lets
 * exceptions of its parser run into the machine. The guard checks flags and lengths before the client sees
 * them [MQTT-2.2.2-2], wants CONNACK first and once [MQTT-3.2.0-1], keeps return code and flag for the
 * session, and turns every violation into one call.
 */

import type { Refusal } from "./tls/refusal";

/** What the guard needs of a socket class: TCP of ECMA-419, or one over TLS. */
export interface Socket {
  close(): void;
  // biome-ignore lint/suspicious/noExplicitAny: buffers and numbers, as the class has it
  read(count?: any): any;
}

// biome-ignore lint/suspicious/noExplicitAny: each socket class has options of its own
export type SocketConstructor = new (options: any) => Socket;

export interface GuardListener {
  /** The broker's answer to CONNECT (MQTT 3.1.1 table 3.1). */
  connack: number;
  /** Whether the message that is being read was retained. */
  retained: boolean;
  /** The peer broke the protocol, or sent more than the node takes; the socket is of no use any more. */
  violated(cause: string): void;
  /** TLS: the server is not trusted. */
  refused?(refusal: Refusal): void;
}

/** A packet to the node is a command or an acknowledgement: small. */
const MostPacket = 512;
const MostTopic = 256;

const Type = 0;
const Length = 1;
const TopicHigh = 2;
const TopicLow = 3;
const Body = 4;

const Connack = 2;
const Publish = 3;
const Pubrel = 6;
/** Least and most remaining length of what a broker may send, by packet type; 0, 0xffff: never. */
const leasts = Object.freeze([0, 0, 2, 5, 2, 2, 2, 2, 0, 3, 0, 2, 0, 0, 0, 0]);
const mosts = Object.freeze([-1, -1, 2, MostPacket, 2, 2, 2, 2, -1, 18, -1, 2, -1, 0, -1, -1]);

class Violation extends Error {}

export function guarded(Base: SocketConstructor): SocketConstructor {
  return class Guard extends Base {
    readonly #listener: GuardListener;
    readonly #onReadable: (count: number) => void;
    #state = Type;
    #type = 0;
    #flags = 0;
    #length = 0;
    #shift = 0;
    #topic = 0;
    /** CONNACK has come. */
    #greeted = false;
    #broken = false;

    constructor(options: { guard: GuardListener; onReadable(count: number): void }) {
      super({ ...options, onReadable: Guard.#readable, onRefused: Guard.#refused });
      this.#listener = options.guard;
      this.#onReadable = options.onReadable;
    }

    static #readable(this: Guard, count: number): void {
      if (this.#broken) return;
      try {
        this.#onReadable(count);
      } catch (error) {
        this.#broken = true;
        this.#listener.violated(error instanceof Violation ? error.message : `${error}`);
      }
    }

    static #refused(this: Guard, refusal: Refusal): void {
      this.#listener.refused?.(refusal);
    }

    override read(count?: number | ArrayBuffer | Uint8Array) {
      const value = super.read(count);
      if (count === undefined) this.byte(value as number);
      else this.skip(typeof count === "number" ? count : count.byteLength);
      return value;
    }

    private skip(count: number): void {
      this.#length -= count;
      if (this.#length <= 0) this.#state = Type;
    }

    private byte(byte: number): void {
      switch (this.#state) {
        case Type:
          this.#type = byte >> 4;
          this.#flags = byte & 15;
          this.#length = this.#shift = 0;
          this.#state = Length;
          break;
        case Length:
          this.#length |= (byte & 127) << this.#shift;
          this.#shift += 7;
          if (byte & 128) {
            if (this.#shift > 21) throw new Violation("remaining length");
          } else this.begin();
          break;
        case TopicHigh:
          this.#topic = byte << 8;
          this.#length--;
          this.#state = TopicLow;
          break;
        case TopicLow:
          this.#topic |= byte;
          this.#length--;
          this.#state = Body;
          this.message();
          break;
        default:
          if (this.#type === Connack) this.greet(byte);
          this.skip(1);
      }
    }

    /** Session present, then the return code. */
    private greet(byte: number): void {
      if (this.#length === 1) this.#listener.connack = byte;
      else if (byte > 1) throw new Violation("CONNACK");
    }

    private begin(): void {
      const type = this.#type;
      if ((type === Connack) === this.#greeted) throw new Violation("CONNACK");
      this.#greeted = true;
      if (type !== Publish && this.#flags !== (type === Pubrel ? 2 : 0)) throw new Violation("flags");
      if (this.#length > (mosts[type] as number))
        throw new Violation(type === Publish ? "too long" : "packet");
      if (this.#length < (leasts[type] as number)) throw new Violation("packet");
      if (type === Publish) {
        this.#listener.retained = (this.#flags & 1) === 1;
        this.#state = TopicHigh;
      } else this.#state = this.#length === 0 ? Type : Body;
    }

    /** The client must find a topic, an identifier where there is one, and a payload that is not empty. */
    private message(): void {
      const QoS = (this.#flags >> 1) & 3;
      if (QoS === 3) throw new Violation("QoS");
      if (this.#topic === 0 || this.#topic > MostTopic) throw new Violation("topic");
      if (this.#length - this.#topic - (QoS ? 2 : 0) < 1) throw new Violation("no payload");
    }
  };
}
