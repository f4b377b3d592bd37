import { EventQueue } from "./event-queue.ts";
import { Random } from "./random.ts";
import { systemClock, type WallClock } from "./wall-clock.ts";
import type { Scheduled, World } from "./world.ts";

/**
 * A world that goes with the wall clock.
 *
 * A computer's timer comes late, by a millisecond or more; the events keep their exact distances all the
 * same, because each runs with `now` at its due time, and all that are due run in one go. Between events
 * `now` is the wall time since the start, but no later than the earliest event that has not run yet: what
 * a socket's callback does just before a late event, happens before it.
 *
 * It can be paused: time stands, and goes on where it stood.
 */
export class WallWorld implements World {
  readonly random: Random;
  readonly #clock: WallClock;
  #start: number;
  #pausedAt: number | undefined;
  readonly #queue = new EventQueue();
  #eventTime: number | undefined;
  #wakeAt: number | undefined;
  #cancelWake: (() => void) | undefined;
  #closed = false;

  constructor(seed: number | string, clock: WallClock = systemClock) {
    this.random = new Random(seed);
    this.#clock = clock;
    this.#start = clock.now();
  }

  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  get now(): number {
    if (this.#eventTime !== undefined) return this.#eventTime;
    return Math.min(this.#elapsed(), this.#queue.next?.at ?? Number.POSITIVE_INFINITY);
  }

  schedule(at: number, action: () => void): Scheduled {
    const event = this.#queue.add(Math.max(at, this.now), action);
    if (this.#closed) event.cancel();
    else if (this.#eventTime === undefined) this.#arm();
    return event;
  }

  /** Stops time; called by an event, that event is the last. */
  pause(): void {
    if (this.paused) return;
    this.#pausedAt = this.now;
    this.#disarm();
  }

  resume(): void {
    if (this.#pausedAt === undefined) return;
    this.#start = this.#clock.now() - this.#pausedAt;
    this.#pausedAt = undefined;
    if (this.#eventTime === undefined) this.#arm();
  }

  close(): void {
    this.#closed = true;
    this.#queue.clear();
    this.#disarm();
  }

  /** Whole microseconds of wall time since the start. */
  #elapsed(): number {
    return this.#pausedAt ?? Math.floor(this.#clock.now() - this.#start);
  }

  #arm(): void {
    const next = this.#queue.next;
    if (next === undefined || this.paused || this.#wakeAt === next.at) return;
    this.#disarm();
    this.#wakeAt = next.at;
    this.#cancelWake = this.#clock.wake(Math.max(0, next.at - this.#elapsed()), () => this.#wake());
  }

  #disarm(): void {
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#wakeAt = undefined;
  }

  /** Runs what is due, up to the wall time on entry: events that breed events leave room for the sockets. */
  #wake(): void {
    this.#disarm();
    const limit = this.#elapsed();
    try {
      while (!this.paused && this.#queue.next !== undefined && this.#queue.next.at <= limit) {
        const event = this.#queue.take()!;
        this.#eventTime = event.at;
        event.action();
      }
    } finally {
      this.#eventTime = undefined;
      this.#arm();
    }
  }
}
