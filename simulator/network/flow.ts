/**
 * One direction of a TCP connection: bytes go in, and come out in the same order, in pieces of other sizes,
 * some time later. Seen from the sender's system: what departs is bounded by the receiver's window, and what
 * nobody acknowledges is tried again, ever more rarely, until the system gives up.
 */
import type { Random } from "../world/random.ts";
import type { Scheduled, World } from "../world/world.ts";
import { ByteQueue } from "./byte-queue.ts";
import type { Conditions, Direction } from "./conditions.ts";
import { Lane } from "./lane.ts";

/** What a segment carries: bytes, or the beginning or the end of the connection. */
type Segment = { bytes: Uint8Array } | "open" | "close" | "reset";

export interface FlowEvents {
  opened(): void;
  /** @param bytes never none */
  data(bytes: Uint8Array): void;
  /** The receiver's system has taken so many bytes, and the sender's knows. */
  acknowledged(count: number): void;
  /** The other side closed, after all of its bytes. */
  closed(): void;
  reset(): void;
  /** The connection is cut in the middle of this flow: both sides are to be reset. */
  cut(): void;
  /** The sender's system gives the connection up. */
  gaveUp(): void;
}

/** Waits between two tries at a black hole, in microseconds: the first, and the longest. */
const firstRetry = 1_000_000;
const longestRetry = 60_000_000;
/** Times that one segment is lost at most. */
const mostLosses = 6;

const opposite = { toServer: "toClient", toClient: "toServer" } as const;

export class Flow {
  readonly #world: World;
  readonly #random: Random;
  readonly #conditions: Conditions;
  readonly #direction: Direction;
  readonly #events: FlowEvents;
  readonly #segments: Lane<Segment>;
  readonly #acknowledgements: Lane<number>;
  /** Written, and not departed. */
  readonly #waiting = new ByteQueue();
  /** Arrived while the receiver is paused. */
  readonly #unread = new ByteQueue();
  #opening = false;
  #closing = false;
  #closeArrived = false;
  #paused = false;
  #receiverGone = false;
  #stopped = false;
  #departed = 0;
  #delivered = 0;
  #acknowledged = 0;
  /** Taken by the receiver's system, while the acknowledgement cannot get through. */
  #unsaid = 0;
  #cutAt = Number.POSITIVE_INFINITY;
  /** When the line is free for the next segment. */
  #lineFree = 0;
  #lastArrival = 0;
  #departure: Scheduled | undefined;
  #retry: Scheduled | undefined;
  #stuckSince: number | undefined;
  #wait = firstRetry;

  constructor(
    world: World,
    random: Random,
    conditions: Conditions,
    direction: Direction,
    events: FlowEvents,
  ) {
    this.#world = world;
    this.#random = random;
    this.#conditions = conditions;
    this.#direction = direction;
    this.#events = events;
    this.#segments = new Lane(world, (segments) => this.#arrive(segments));
    this.#acknowledgements = new Lane(world, (counts) => {
      const count = counts.reduce((sum, each) => sum + each, 0);
      this.#acknowledged += count;
      this.#depart();
      this.#events.acknowledged(count);
    });
  }

  /** Bytes written that the receiver's system has not acknowledged. */
  get unacknowledged(): number {
    return this.#waiting.length + this.#departed - this.#acknowledged;
  }

  /** Bytes that were handed to the receiver. */
  get delivered(): number {
    return this.#delivered;
  }

  /** Sends the beginning of the connection, before any bytes. */
  open(): void {
    this.#opening = true;
    this.#departSoon();
  }

  write(bytes: Uint8Array): void {
    if (this.#closing || this.#stopped) return;
    this.#waiting.push(bytes);
    this.#departSoon();
  }

  /** Closes after all that was written. */
  close(): void {
    this.#closing = true;
    this.#departSoon();
  }

  /** Throws away what has not departed. */
  abandon(): void {
    this.#waiting.clear();
    this.#opening = this.#closing = false;
    this.#retry?.cancel();
    this.#retry = undefined;
  }

  /** Throws away what has not departed, and resets after what is under way; in a black hole nobody hears. */
  reset(): void {
    this.abandon();
    if (!this.#stopped && !this.#blocked) this.#send("reset", 0);
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#deliver(this.#unread.take());
    if (this.#closeArrived) this.#finish();
    this.#depart();
  }

  /** The receiver's system is not there any more: nothing departs, and nothing is acknowledged. */
  loseReceiver(): void {
    this.#receiverGone = true;
    this.#acknowledgements.clear();
    this.#departSoon();
  }

  /** Cuts the connection once exactly `count` bytes have been handed to the receiver. */
  cutAfter(count: number): void {
    this.#cutAt = Math.max(count, this.#delivered);
    if (this.#cutAt === this.#delivered)
      this.#world.schedule(this.#world.now, () => {
        if (!this.#stopped) this.#events.cut();
      });
  }

  /** Nothing departs, arrives or is acknowledged any more. */
  stop(): void {
    this.#stopped = true;
    this.#segments.clear();
    this.#acknowledgements.clear();
    this.#waiting.clear();
    this.#unread.clear();
    for (const event of [this.#departure, this.#retry]) event?.cancel();
    this.#departure = this.#retry = undefined;
  }

  get #blocked(): boolean {
    return this.#receiverGone || this.#conditions.blackHole[this.#direction];
  }

  /** Whether there is something that did not get through a black hole. */
  get #unfinished(): boolean {
    if (this.#opening || this.#closing || this.#waiting.length > 0) return true;
    return this.#receiverGone && this.#departed > this.#acknowledged;
  }

  /** Room in the receiver's window, as far as its system has told. */
  get #room(): number {
    const free = Math.min(this.#acknowledged, this.#delivered);
    return this.#conditions.window[this.#direction] - this.#departed + free;
  }

  /** The writes of one event depart together. */
  #departSoon(): void {
    if (this.#stopped) return;
    this.#departure ??= this.#world.schedule(this.#world.now, () => {
      this.#departure = undefined;
      this.#depart();
    });
  }

  #depart(): void {
    if (this.#stopped) return;
    if (this.#blocked) {
      if (this.#unfinished) this.#tryAgain();
      return;
    }
    if (this.#opening) {
      this.#opening = false;
      this.#send("open", 0);
    }
    while (this.#waiting.length > 0 && this.#room > 0) {
      const size = Math.min(this.#random.integer(1, this.#conditions.segment), this.#room);
      const bytes = this.#waiting.take(size);
      if (this.#random.chance(this.#conditions.reset))
        this.#cutAt = Math.min(this.#cutAt, this.#departed + this.#random.integer(0, bytes.length));
      this.#departed += bytes.length;
      this.#send({ bytes }, bytes.length);
    }
    if (this.#closing && this.#waiting.length === 0) {
      this.#closing = false;
      this.#send("close", 0);
    }
  }

  #send(segment: Segment, size: number): void {
    const { now } = this.#world;
    const { bandwidth, latency, jitter } = this.#conditions;
    this.#lineFree = Math.max(now, this.#lineFree) + (size / bandwidth) * 1e6;
    const delay = latency + this.#random.next() * jitter + this.#stall();
    // One that would overtake arrives with the one before it, or just after.
    const earliest = this.#lastArrival + this.#random.integer(0, 1);
    this.#lastArrival = Math.max(Math.ceil(this.#lineFree + delay), earliest);
    this.#segments.send(this.#lastArrival, segment);
  }

  /** What the losses of one segment cost, in microseconds. */
  #stall(): number {
    const { loss, retransmission } = this.#conditions;
    let stall = 0;
    for (let lost = 0; lost < mostLosses && this.#random.chance(loss); lost++)
      stall += retransmission * 2 ** lost;
    return stall;
  }

  #arrive(segments: readonly Segment[]): void {
    const only = segments[0];
    if (segments.length === 1 && typeof only === "object") {
      this.#take(only.bytes);
      return;
    }
    const bytes = new ByteQueue();
    for (const segment of segments) {
      if (typeof segment === "object") {
        bytes.push(segment.bytes);
        continue;
      }
      this.#take(bytes.take());
      if (this.#stopped) return;
      if (segment === "open") this.#events.opened();
      else if (segment === "reset") this.#events.reset();
      else if (this.#unread.length > 0) this.#closeArrived = true;
      else this.#finish();
      if (this.#stopped) return;
    }
    this.#take(bytes.take());
  }

  /** The receiver's system takes bytes: it acknowledges them, and hands them over if it may. */
  #take(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#unsaid += bytes.length;
    this.#acknowledge();
    if (this.#paused) this.#unread.push(bytes);
    else this.#deliver(bytes);
  }

  #deliver(bytes: Uint8Array): void {
    const room = this.#cutAt - this.#delivered;
    const part = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#delivered += part.length;
    if (part.length > 0) this.#events.data(part);
    if (this.#delivered >= this.#cutAt && !this.#stopped) this.#events.cut();
  }

  #finish(): void {
    this.#closeArrived = false;
    this.#events.closed();
  }

  #acknowledge(): void {
    const { blackHole, latency, jitter } = this.#conditions;
    if (this.#receiverGone || this.#unsaid === 0) return;
    if (blackHole[opposite[this.#direction]]) {
      this.#tryAgain();
      return;
    }
    const delay = latency + this.#random.next() * jitter;
    this.#acknowledgements.send(Math.ceil(this.#world.now + delay), this.#unsaid);
    this.#unsaid = 0;
  }

  /** Waits for a black hole to go away, for longer each time. */
  #tryAgain(): void {
    if (this.#retry !== undefined) return;
    this.#stuckSince ??= this.#world.now;
    this.#retry = this.#world.schedule(this.#world.now + this.#wait, () => {
      this.#retry = undefined;
      this.#wait = Math.min(2 * this.#wait, longestRetry);
      this.#depart();
      this.#acknowledge();
      if (this.#retry === undefined) {
        this.#stuckSince = undefined;
        this.#wait = firstRetry;
      } else if (this.#world.now - this.#stuckSince! >= this.#conditions.giveUp) this.#events.gaveUp();
    });
  }
}
