/**
 * One TCP connection in the simulated network: two flows, and what the systems at the two ends know of it.
 * The ends' handlers may do anything to the connection from within.
 */
import type { Random } from "../world/random.ts";
import type { Scheduled, World } from "../world/world.ts";
import type { Conditions, Direction } from "./conditions.ts";
import { Flow, type FlowEvents } from "./flow.ts";

export type Side = "client" | "server";

/** What a side is told; nothing after `closed`, and nothing once it closed or dropped the connection itself. */
export interface SideEvents {
  opened(): void;
  data(bytes: Uint8Array): void;
  sent(count: number): void;
  closed(cause: string): void;
}

/** What a link says to those who watch. */
export interface LinkWatcher {
  /** A client asks for a connection. */
  asked(link: Link): void;
  written(link: Link, direction: Direction, bytes: Uint8Array): void;
  delivered(link: Link, direction: Direction, bytes: Uint8Array): void;
  /** A side has no connection any more, by its own doing or since it was told. */
  over(link: Link, side: Side, cause: string): void;
  /** Neither side has a connection any more. */
  ended(link: Link): void;
}

/**
 * `waiting`: the server was not asked yet. `open`: it has a connection, as far as it knows. `over`: it has
 * none, and its system resets whoever thinks otherwise. `gone`: there is nobody who could answer.
 */
type State = "waiting" | "open" | "over" | "gone";

interface End {
  readonly side: Side;
  readonly out: Flow;
  readonly in: Flow;
  events: SideEvents | undefined;
  state: State;
  /** Closed in order: the other side will hear of it in its turn. */
  closing: boolean;
}

const otherSide = { client: "server", server: "client" } as const;
const directionFrom = { client: "toServer", server: "toClient" } as const;

export class Link {
  /** Counts the connections of a network, from 1. */
  readonly id: number;
  readonly address: string;
  readonly port: number;
  readonly #watcher: LinkWatcher;
  readonly #ends: Record<Side, End>;
  readonly #world: World;
  #established = false;
  #timeout: Scheduled | undefined;

  constructor(
    target: { id: number; address: string; port: number },
    world: World,
    random: Random,
    conditions: Conditions,
    watcher: LinkWatcher,
  ) {
    this.id = target.id;
    this.address = target.address;
    this.port = target.port;
    this.#watcher = watcher;
    this.#world = world;
    const flow = (from: Side) => {
      const direction = directionFrom[from];
      return new Flow(world, random.fork(direction), conditions, direction, this.#flowEvents(from));
    };
    const [toServer, toClient] = [flow("client"), flow("server")];
    const end = (side: Side, out: Flow, into: Flow, state: State): End => {
      return { side, out, in: into, events: undefined, state, closing: false };
    };
    this.#ends = {
      client: end("client", toServer, toClient, "open"),
      server: end("server", toClient, toServer, "waiting"),
    };
  }

  /**
   * Begins: the client asks.
   * @param reachable whether there is anybody to ask
   * @param timeout microseconds until the client gives up
   */
  open(events: SideEvents, reachable: boolean, timeout: number): void {
    const { client } = this.#ends;
    this.#timeout = this.#world.schedule(this.#world.now + timeout, () => {
      client.out.abandon();
      this.#tell(client, "over", "timed out");
    });
    client.events = events;
    if (!reachable) client.out.loseReceiver();
    client.out.open();
  }

  /** The server takes the connection. */
  accept(events: SideEvents): void {
    const { server } = this.#ends;
    server.events = events;
    server.state = "open";
    server.out.open();
  }

  /** The server's system refuses the connection. */
  refuse(): void {
    this.#ends.server.state = "over";
    this.#ends.server.out.reset();
  }

  isOpen(side: Side): boolean {
    return this.#ends[side].state === "open";
  }

  /** Bytes that a side wrote and the other's system has not acknowledged. */
  unacknowledged(side: Side): number {
    return this.#ends[side].out.unacknowledged;
  }

  /** Bytes that were handed over in a direction. */
  delivered(direction: Direction): number {
    return this.#ends[direction === "toServer" ? "server" : "client"].in.delivered;
  }

  write(side: Side, bytes: Uint8Array): void {
    const end = this.#ends[side];
    if (end.state !== "open") return;
    this.#watcher.written(this, directionFrom[side], bytes);
    end.out.write(bytes);
  }

  /** The side reads no more, and its window fills. */
  pause(side: Side): void {
    this.#ends[side].in.pause();
  }

  resume(side: Side): void {
    if (this.isOpen(side)) this.#ends[side].in.resume();
  }

  /** The side closes in order: what it wrote before still arrives. It is told nothing more. */
  close(side: Side): void {
    const end = this.#ends[side];
    if (end.state !== "open") return;
    end.closing = true;
    end.out.close();
    this.#leave(end, "over", "closed");
  }

  /** The side resets the connection: what it wrote and what has not departed is lost. */
  reset(side: Side): void {
    const end = this.#ends[side];
    if (end.state !== "open") return;
    end.out.reset();
    this.#leave(end, "over", "reset");
  }

  /** The side vanishes without a word, as when its radio is gone: the other one is left half-open. */
  drop(side: Side): void {
    const end = this.#ends[side];
    if (end.state !== "open") return;
    this.#vanish(end);
    this.#leave(end, "gone", "dropped");
  }

  /**
   * Leaves the connection half-open: `side` still has it, the other one is told that it was reset.
   * @param answer what `side` gets when it sends: a reset, or nothing until its system gives up
   */
  halfOpen(side: Side, answer: "reset" | "silence" = "reset"): void {
    const end = this.#ends[otherSide[side]];
    if (answer === "silence") this.#vanish(end);
    else end.out.abandon();
    this.#tell(end, answer === "silence" ? "gone" : "over", "reset by the peer");
  }

  /** Cuts the connection, for both, once exactly `count` bytes have been handed over in that direction. */
  cutAfter(direction: Direction, count: number): void {
    this.#ends[direction === "toServer" ? "server" : "client"].in.cutAfter(count);
  }

  #flowEvents(from: Side): FlowEvents {
    const sender = () => this.#ends[from];
    const receiver = () => this.#ends[otherSide[from]];
    return {
      opened: () => {
        if (from === "client") this.#watcher.asked(this);
        else {
          this.#established = true;
          this.#timeout?.cancel();
          if (receiver().state === "open") receiver().events?.opened();
        }
      },
      data: (bytes) => {
        const { state, events, closing, out } = receiver();
        if (state === "open") {
          this.#watcher.delivered(this, directionFrom[from], bytes);
          events?.data(bytes);
        } else if (state === "over" && !closing) out.reset();
      },
      acknowledged: (count) => {
        if (sender().state === "open") sender().events?.sent(count);
      },
      closed: () => this.#tell(receiver(), "over", "closed by the peer"),
      reset: () =>
        this.#tell(receiver(), "over", this.#established ? "reset by the peer" : "connection refused"),
      cut: () => {
        receiver().out.reset();
        sender().out.abandon();
        this.#tell(receiver(), "over", "reset by the peer");
      },
      gaveUp: () => {
        sender().out.abandon();
        sender().closing = false;
        this.#tell(sender(), "over", "timed out");
      },
    };
  }

  #vanish(end: End): void {
    end.out.abandon();
    end.in.loseReceiver();
  }

  #tell(end: End, state: State, cause: string): void {
    if (end.state !== "open") return;
    const { events } = end;
    this.#leave(end, state, cause);
    events?.closed(cause);
  }

  #leave(end: End, state: State, cause: string): void {
    end.state = state;
    end.events = undefined;
    this.#watcher.over(this, end.side, cause);
    if (this.isOpen("client") || this.isOpen("server")) return;
    this.#timeout?.cancel();
    this.#ends.client.out.stop();
    this.#ends.server.out.stop();
    this.#watcher.ended(this);
  }
}
