/**
 * An MQTT 3.1.1 broker for virtual time. Everything that a packet brings about is done when the call that
 * brought its last byte returns. That is why it is not aedes: there a packet passes through promises and
 * ticks of Node's event loop, while a turn of the world is synchronous, and the loop never runs between two
 * of its events. That both, and Mosquitto, say the same is what tests/simulator/broker/conformance.ts holds.
 */
import type { Peer, SimulatedNetwork } from "../network/simulated-network.ts";
import { type IdentityName, identityNamed } from "../tls/identity.ts";
import type { TrafficKeys } from "../tls/secrets.ts";
import { secured } from "../tls/secured.ts";
import type { Scheduled, World } from "../world/world.ts";
import { Connection } from "./connection.ts";
import type { BrokerEvent, Message, QoS } from "./events.ts";
import { type BrokerFaults, noFaults } from "./faults.ts";
import { type Access, Hub, type Limits } from "./hub.ts";
import { isTopicName } from "./topics.ts";

export interface ModelBrokerOptions {
  address: string;
  port?: number;
  access?: Access;
  limits?: Partial<Limits>;
  /** With TLS: told of the keys of each connection, by its number. */
  secure?: (connection: number, keys: TrafficKeys) => void;
}

export interface KillOptions {
  /** Microseconds until it is there again; without it, until `start`. */
  downFor?: number;
  /** Whether retained messages and persistent sessions outlive it; true by default. */
  memory?: boolean;
}

const defaultLimits: Limits = {
  packet: 256 * 1024,
  inFlight: 20,
  queue: 1_000,
  retained: 10_000,
  unsent: 64 * 1024,
  sessions: 1_000,
  subscriptions: 1_000,
};

export class ModelBroker {
  readonly address: string;
  readonly port: number;
  /** What it does wrong: set its values at any time. */
  readonly faults: BrokerFaults = noFaults();
  /** Whose certificate it shows, with TLS: set it at any time. */
  identity: IdentityName = "good";
  readonly #network: SimulatedNetwork;
  readonly #secure: ModelBrokerOptions["secure"];
  readonly #hub: Hub;
  #stopListening: (() => void) | undefined;
  #restart: Scheduled | undefined;

  /** It listens when this returns. */
  constructor(world: World, network: SimulatedNetwork, options: ModelBrokerOptions) {
    this.address = options.address;
    this.port = options.port ?? 1883;
    this.#network = network;
    this.#secure = options.secure;
    const limits = { ...defaultLimits, ...options.limits };
    this.#hub = new Hub(world, this.faults, limits, options.access ?? {});
    this.#listen();
  }

  /** The clients that are connected, in the order they came. */
  get clients(): readonly string[] {
    return [...this.#hub.connections.keys()];
  }

  /** The clients with a session, connected or not. */
  get sessions(): readonly string[] {
    return [...this.#hub.sessions.keys()];
  }

  get up(): boolean {
    return this.#stopListening !== undefined;
  }

  /** Calls back with everything that happens here; returns how to stop. */
  observe(observer: (event: BrokerEvent) => void): () => void {
    this.#hub.observers.add(observer);
    return () => this.#hub.observers.delete(observer);
  }

  /** Publishes a message as if a client had. @throws Error for a topic with wildcards or without characters */
  publish(
    topic: string,
    payload: string | Uint8Array,
    { qos = 0, retain = false }: { qos?: QoS; retain?: boolean } = {},
  ): void {
    if (!isTopicName(topic)) throw new Error(`${topic} is not a topic's name`);
    const bytes = Uint8Array.from(typeof payload === "string" ? Buffer.from(payload) : payload);
    this.#hub.publish({
      topic,
      payload: bytes,
      qos,
      retain,
      dup: false,
      packetId: undefined,
      client: undefined,
    });
  }

  /** By topic, in the order in which they came to be. */
  get retainedMessages(): ReadonlyMap<string, Message> {
    return this.#hub.retained;
  }

  retained(topic: string): Message | undefined {
    return this.#hub.retained.get(topic);
  }

  /** Ends a client's connection as if its TCP connection had been reset: its will is published. */
  disconnect(client: string): void {
    this.#hub.connections.get(client)?.reset("fault: disconnect", true);
  }

  /** Sends bytes that are no packets, to one client or to all; drawn at random where none are given. */
  sendGarbage(bytes?: Uint8Array, client?: string): void {
    const { random } = this.#hub;
    for (const connection of this.#hub.open) {
      if (client !== undefined && connection.client !== client) continue;
      connection.sendRaw(
        bytes ?? Uint8Array.from({ length: random.integer(1, 64) }, () => random.integer(0, 255)),
      );
    }
  }

  /** Dies: all connections are reset, no will is published, and nobody listens for a time. */
  kill({ downFor, memory = true }: KillOptions = {}): void {
    this.#restart?.cancel();
    if (this.up) {
      this.#stopListening!();
      this.#stopListening = undefined;
      for (const connection of [...this.#hub.open]) connection.reset("broker killed", false);
      this.#hub.tell({ kind: "down" });
    }
    if (!memory) {
      this.#hub.retained.clear();
      this.#hub.sessions.clear();
    }
    const { world } = this.#hub;
    if (downFor !== undefined) this.#restart = world.schedule(world.now + downFor, () => this.start());
  }

  /** Listens again after `kill`. */
  start(): void {
    this.#restart?.cancel();
    if (this.up) return;
    this.#listen();
    this.#hub.tell({ kind: "up" });
  }

  #listen(): void {
    const accept = (peer: Peer) => void new Connection(this.#hub, this.#secured(peer));
    this.#stopListening = this.#network.listen(this.address, this.port, accept);
  }
  #secured(peer: Peer): Peer {
    const told = this.#secure;
    if (!told) return peer;
    const random = this.#hub.random.fork(`TLS ${peer.connection}`);
    const onKeys = (keys: TrafficKeys) => told(peer.connection, keys);
    return secured(peer, { identity: identityNamed(this.identity), random, onKeys });
  }
}
