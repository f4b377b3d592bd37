/**
 * A client's session: its subscriptions, and the messages under way to it. It outlives the connection when
 * the client asked for that [MQTT-3.1.2-5].
 */
import type { Packet } from "mqtt-packet";
import type { Message, QoS } from "./events.ts";
import { matches } from "./topics.ts";

export interface SessionLimits {
  /** Messages of QoS 1 and 2 sent and not acknowledged at the same time. */
  inFlight: number;
  /** Messages of QoS 1 and 2 that wait; a further one is thrown away. */
  queue: number;
}

interface Flight {
  readonly message: Message;
  /** QoS 2 after PUBREC: only the release is sent again. */
  released: boolean;
}

const mostIds = 65_535;

export class Session {
  readonly client: string;
  readonly clean: boolean;
  /** Granted QoS by filter. */
  readonly subscriptions = new Map<string, QoS>();
  /** Identifiers of QoS 2 messages received and not released yet. */
  readonly unreleased = new Set<number>();
  readonly #limits: SessionLimits;
  readonly #flights = new Map<number, Flight>();
  readonly #queue: Message[] = [];
  #send: ((packet: Packet) => boolean) | undefined;
  #lastId = 0;

  constructor(client: string, clean: boolean, limits: SessionLimits) {
    this.client = client;
    this.clean = clean;
    this.#limits = limits;
  }

  /** Messages under way and waiting. */
  get pending(): number {
    return this.#flights.size + this.#queue.length;
  }

  /** The greatest QoS of the subscriptions that match: a message is delivered once [MQTT-3.3.5-1]. */
  qosFor(topic: string): QoS | undefined {
    let greatest: QoS | undefined;
    for (const [filter, qos] of this.subscriptions)
      if ((greatest === undefined || qos > greatest) && matches(filter, topic)) greatest = qos;
    return greatest;
  }

  /**
   * The client is there: sends again what was not acknowledged, in order [MQTT-4.4.0-1], [MQTT-4.6.0-1].
   * @param send returns false when the connection cannot take more
   */
  resume(send: (packet: Packet) => boolean): void {
    this.#send = send;
    for (const [id, flight] of this.#flights) this.#transmit(id, flight, true);
    this.#fill();
  }

  suspend(): void {
    this.#send = undefined;
  }

  /** @returns false if the message was thrown away. At QoS 0 nothing is kept for an absent client. */
  deliver(message: Message): boolean {
    if (message.qos === 0) return this.#send?.(publish(message, undefined, false)) ?? false;
    if (this.#queue.length >= this.#limits.queue) return false;
    this.#queue.push(message);
    this.#fill();
    return true;
  }

  /** PUBACK, PUBREC or PUBCOMP has come. */
  acknowledged(packet: "puback" | "pubrec" | "pubcomp", id: number): void {
    const flight = this.#flights.get(id);
    const qos = flight?.message.qos;
    if (packet === "pubrec") {
      if (qos === 2) flight!.released = true;
      if (qos !== 1) this.#send?.({ cmd: "pubrel", messageId: id }); // [MQTT-4.3.3-1]
    } else if (qos === (packet === "puback" ? 1 : 2)) {
      this.#flights.delete(id);
      this.#fill();
    }
  }

  #fill(): void {
    while (this.#send && this.#queue.length > 0 && this.#flights.size < this.#limits.inFlight) {
      const flight = { message: this.#queue.shift()!, released: false };
      const id = this.#nextId();
      this.#flights.set(id, flight);
      this.#transmit(id, flight, false);
    }
  }

  #transmit(id: number, { message, released }: Flight, dup: boolean): void {
    if (released) this.#send?.({ cmd: "pubrel", messageId: id });
    else this.#send?.(publish(message, id, dup)); // [MQTT-3.3.1-1]
  }

  /** An identifier that no message under way has [MQTT-2.3.1-2]. */
  #nextId(): number {
    do this.#lastId = this.#lastId === mostIds ? 1 : this.#lastId + 1;
    while (this.#flights.has(this.#lastId));
    return this.#lastId;
  }
}

function publish({ topic, payload, qos, retain }: Message, id: number | undefined, dup: boolean): Packet {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
  return {
    cmd: "publish",
    topic,
    payload: bytes,
    qos,
    retain,
    dup,
    ...(id !== undefined && { messageId: id }),
  };
}
