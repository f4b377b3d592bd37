/** What the connections of a broker share: sessions, retained messages, faults, and those who watch. */
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import type { Connection } from "./connection.ts";
import type { BrokerEvent, Message, NewEvent, Published, QoS } from "./events.ts";
import type { BrokerFaults } from "./faults.ts";
import { Session, type SessionLimits } from "./session.ts";
import { matches } from "./topics.ts";

export interface Limits extends SessionLimits {
  /** Bytes of one packet. */
  packet: number;
  /** Topics with a retained message; one for a further topic is not kept. */
  retained: number;
  /**
   * Bytes written to a client and not acknowledged by its system; beyond, messages of QoS 0 are dropped, and
   * beyond 16 times as many the connection is ended.
   */
  unsent: number;
  /** Sessions, of connected clients and kept ones; a further client is refused with code 3. */
  sessions: number;
  /** Of one client; a further one is answered with 0x80. */
  subscriptions: number;
}

/** Who may do what; all may do everything by default. */
export interface Access {
  /** Passwords by user. Where given, every client must log in. */
  users?: Readonly<Record<string, string>>;
  /** Refused with code 5 if false. */
  mayConnect?(client: string, user: string | undefined): boolean;
  /** What must not be published is acknowledged and not passed on [MQTT-3.3.5-2]. */
  mayPublish?(client: string, topic: string): boolean;
  /** What must not be subscribed to is answered with 0x80. */
  maySubscribe?(client: string, filter: string): boolean;
}

export class Hub {
  readonly world: World;
  readonly random: Random;
  readonly faults: BrokerFaults;
  readonly limits: Limits;
  readonly access: Access;
  /** By client; those of clean sessions only while they are connected. */
  readonly sessions = new Map<string, Session>();
  readonly connections = new Map<string, Connection>();
  /** Every connection, those whose client has not said who it is among them. */
  readonly open = new Set<Connection>();
  readonly retained = new Map<string, Message>();
  readonly observers = new Set<(event: BrokerEvent) => void>();
  #named = 0;

  constructor(world: World, faults: BrokerFaults, limits: Limits, access: Access) {
    this.world = world;
    this.random = world.random.fork("broker");
    this.faults = faults;
    this.limits = limits;
    this.access = access;
  }

  /** @param event made for this call: it gets its time */
  tell(event: NewEvent): void {
    if (this.observers.size === 0) return;
    const told = event as NewEvent & { at: number };
    told.at = this.world.now;
    for (const observer of [...this.observers]) observer(told);
  }

  /** An identifier for a client that gave none [MQTT-3.1.3-6]. */
  newClientId(): string {
    return `anonymous-${++this.#named}`;
  }

  /** @returns the session, and whether it was there before [MQTT-3.1.2-4], [MQTT-3.1.2-6] */
  session(client: string, clean: boolean): { session: Session; present: boolean } {
    const old = this.sessions.get(client);
    if (old && !clean && !old.clean) return { session: old, present: true };
    const session = new Session(client, clean, this.limits);
    this.sessions.delete(client);
    this.sessions.set(client, session);
    return { session, present: false };
  }

  publish(published: Published): void {
    this.#pass(published);
    this.tell({ kind: "publish", ...published });
  }

  will(client: string, message: Message): void {
    this.#pass(message);
    this.tell({ kind: "will", client, ...message });
  }

  /** Sends the retained messages that a new subscription matches, marked as such [MQTT-3.3.1-6], [-8]. */
  sendRetained(session: Session, filter: string, granted: QoS): void {
    for (const message of this.retained.values())
      if (matches(filter, message.topic)) this.#deliver(session, message, granted, true);
  }

  #pass(message: Message): void {
    this.#retain(message);
    for (const session of this.sessions.values()) {
      const granted = session.qosFor(message.topic);
      if (granted !== undefined) this.#deliver(session, message, granted, false); // [MQTT-3.3.1-9]
    }
  }

  /** An empty payload deletes what is retained [MQTT-3.3.1-10], [-11]. */
  #retain(message: Message): void {
    const { topic, payload, retain } = message;
    if (!retain) return;
    if (payload.length === 0) this.retained.delete(topic);
    else if (this.retained.has(topic) || this.retained.size < this.limits.retained)
      this.retained.set(topic, message);
  }

  #deliver(session: Session, message: Message, granted: QoS, retain: boolean): void {
    const qos = Math.min(message.qos, granted) as QoS; // [MQTT-3.8.4-6]
    const { topic, payload } = message;
    const kept = session.deliver({ topic, payload, qos, retain });
    if (!kept && (qos > 0 || this.connections.has(session.client)))
      this.tell({ kind: "dropped", client: session.client, topic });
  }
}
