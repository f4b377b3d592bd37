/**
 * A network in a world: names, TCP and time servers, deterministic from the world's seed, with every fault
 * that `conditions` names. Connections carry bytes as TCP does: in order, each once, in pieces that have
 * nothing to do with the writes, and none after the end.
 */
import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import { type Conditions, type Direction, homeNetwork } from "./conditions.ts";
import { Link, type Side } from "./link.ts";
import type { Connection, ConnectionListener, Network } from "./network.ts";

export interface SimulatedNetworkOptions {
  /** Milliseconds since 1970 at the world's time 0; 2026-01-01T00:00:00Z by default. */
  epoch?: number;
  /** What differs from a home's network. */
  conditions?: Partial<Conditions>;
}

/** A server's end of a connection. Set the handlers in `accept`. */
export interface Peer {
  /** The connection's number in its network, from 1. */
  readonly connection: number;
  /** Bytes written that the client's system has not acknowledged. */
  readonly unacknowledged: number;
  onData: (bytes: Uint8Array) => void;
  /** The connection is over; not called after a `close` or `reset` of one's own. */
  onClose: (cause: string) => void;
  write(bytes: Uint8Array): void;
  /** Closes in order: what was written before still arrives. */
  close(): void;
  /** Closes at once: what was written and has not departed is lost. */
  reset(): void;
}

export type NetworkEvent =
  | {
      /** `connect`: the client asks; then the server's system accepts or refuses. */
      readonly kind: "connect" | "accept" | "refuse";
      readonly link: Link;
      readonly at: number;
    }
  | {
      /** `written` by the sender, `delivered` to the receiver. */
      readonly kind: "written" | "delivered";
      readonly link: Link;
      readonly direction: Direction;
      readonly bytes: Uint8Array;
      readonly at: number;
    }
  | {
      /** A side has no connection any more. */
      readonly kind: "over";
      readonly link: Link;
      readonly side: Side;
      readonly cause: string;
      readonly at: number;
    };

type Accept = (peer: Peer) => void;

const defaultEpoch = Date.UTC(2026, 0, 1);
const isAddress = /^\d+\.\d+\.\d+\.\d+$/;

export class SimulatedNetwork implements Network {
  /** Read whenever something is decided: set its values at any time. */
  readonly conditions: Conditions;
  readonly #world: World;
  readonly #random: Random;
  readonly #epoch: number;
  readonly #hosts = new Map<string, string>();
  readonly #servers = new Map<string, Accept>();
  /** Addresses where something has listened once: the machine stays when its server goes. */
  readonly #machines = new Set<string>();
  readonly #links = new Set<Link>();
  readonly #observers = new Set<(event: NetworkEvent) => void>();
  #opened = 0;

  constructor(world: World, options: SimulatedNetworkOptions = {}) {
    this.#world = world;
    this.#random = world.random.fork("network");
    this.#epoch = options.epoch ?? defaultEpoch;
    this.conditions = { ...homeNetwork(), ...options.conditions };
  }

  /** The connections that at least one side still has. */
  get links(): ReadonlySet<Link> {
    return this.#links;
  }

  /** The right time, in milliseconds since 1970. */
  get date(): number {
    return this.#epoch + this.#world.now / 1000;
  }

  /** Gives a name an address, or another one. */
  addHost(name: string, address: string): void {
    this.#hosts.set(name.toLowerCase(), address);
  }

  removeHost(name: string): void {
    this.#hosts.delete(name.toLowerCase());
  }

  /**
   * Serves a port. Connections to another port of a known address are refused; at an unknown address nobody
   * answers. A server has a connection when the question arrives, and its client half a round trip later.
   * @returns how to stop; open connections stay
   * @throws Error when the port is taken
   */
  listen(address: string, port: number, accept: Accept): () => void {
    const key = `${address}:${port}`;
    if (this.#servers.has(key)) throw new Error(`${key} is served already`);
    this.#servers.set(key, accept);
    this.#machines.add(address);
    return () => {
      if (this.#servers.get(key) === accept) this.#servers.delete(key);
    };
  }

  /** Calls back with all that happens on the connections; returns how to stop. */
  observe(observer: (event: NetworkEvent) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Cuts the next connection that a client asks for, once `count` bytes have got through in a direction. */
  cutNextAfter(direction: Direction, count: number): void {
    const stop = this.observe(({ kind, link }) => {
      if (kind !== "connect") return;
      stop();
      link.cutAfter(direction, count);
    });
  }

  resolve(name: string, done: (address: string | undefined) => void): void {
    const { fault, address, delay, timeout } = this.conditions.names;
    const answer = (value: string | undefined, after: number) => {
      if (after < Number.POSITIVE_INFINITY) this.#world.schedule(this.#world.now + after, () => done(value));
    };
    if (isAddress.test(name)) answer(name, 0);
    else if (fault === "silence") answer(undefined, timeout);
    else if (fault === "unknown") answer(undefined, delay);
    else if (fault === "lie") answer(address, delay);
    else answer(this.#hosts.get(name.toLowerCase()), delay);
  }

  connect(address: string, port: number, listener: ConnectionListener): Connection {
    const id = ++this.#opened;
    const random = this.#random.fork(`connection ${id}`);
    const link = new Link({ id, address, port }, this.#world, random, this.conditions, {
      asked: (asking) => this.#ask(asking),
      written: (by, direction, bytes) =>
        this.#tell({ kind: "written", link: by, direction, bytes, at: this.#world.now }),
      delivered: (by, direction, bytes) =>
        this.#tell({ kind: "delivered", link: by, direction, bytes, at: this.#world.now }),
      over: (by, side, cause) => this.#tell({ kind: "over", link: by, side, cause, at: this.#world.now }),
      ended: (by) => this.#links.delete(by),
    });
    this.#links.add(link);
    link.open(
      {
        opened: () => listener.connected(),
        data: (bytes) => listener.data(bytes),
        sent: (count) => listener.sent(count),
        closed: (cause) => listener.error(cause),
      },
      this.#isReachable(address),
      this.conditions.connectTimeout,
    );
    this.#tell({ kind: "connect", link, at: this.#world.now });
    return {
      write: (bytes) => link.write("client", bytes),
      pause: () => link.pause("client"),
      resume: () => link.resume("client"),
      close: () => link.close("client"),
      drop: () => link.drop("client"),
    };
  }

  /** An absent server is told of at once: the caller waits between its tries. */
  time(_server: string, done: (milliseconds: number | undefined) => void): void {
    const { time } = this.conditions;
    this.#world.schedule(this.#world.now + (time.answers ? time.delay : 0), () => {
      if (!time.answers) return done(undefined);
      const answer = this.date + time.offset;
      time.offset += time.step;
      done(answer);
    });
  }

  #isReachable(address: string): boolean {
    return this.#machines.has(address) || [...this.#hosts.values()].includes(address);
  }

  /** A client's question has come to the server's system. */
  #ask(link: Link): void {
    const accept = this.#servers.get(`${link.address}:${link.port}`);
    if (accept === undefined || this.conditions.refuse) {
      this.#tell({ kind: "refuse", link, at: this.#world.now });
      link.refuse();
      return;
    }
    const peer: Peer = {
      connection: link.id,
      get unacknowledged() {
        return link.unacknowledged("server");
      },
      onData: () => {},
      onClose: () => {},
      write: (bytes) => link.write("server", bytes),
      close: () => link.close("server"),
      reset: () => link.reset("server"),
    };
    link.accept({
      opened: () => {},
      data: (bytes) => peer.onData(bytes),
      sent: () => {},
      closed: (cause) => peer.onClose(cause),
    });
    this.#tell({ kind: "accept", link, at: this.#world.now });
    accept(peer);
  }

  #tell(event: NetworkEvent): void {
    if (this.#observers.size === 0) return;
    for (const observer of [...this.#observers]) observer(event);
  }
}
