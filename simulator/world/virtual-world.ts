import { EventQueue } from "./event-queue.ts";
import { Random } from "./random.ts";
import type { Scheduled, World } from "./world.ts";

/** A world in virtual time: it jumps from event to event and is the same every time for the same seed. */
export class VirtualWorld implements World {
  readonly random: Random;
  readonly #queue = new EventQueue();
  #now = 0;
  #running = false;
  #closed = false;

  constructor(seed: number | string = 0) {
    this.random = new Random(seed);
  }

  get now(): number {
    return this.#now;
  }

  /** When the next event is due; undefined if none waits. */
  get next(): number | undefined {
    return this.#queue.next?.at;
  }

  /** How many events wait. */
  get pending(): number {
    return this.#queue.size;
  }

  schedule(at: number, action: () => void): Scheduled {
    const event = this.#queue.add(Math.max(at, this.#now), action);
    if (this.#closed) event.cancel();
    return event;
  }

  /**
   * Runs the next event, at its due time; false if none waits.
   *
   * An error the event throws comes out here; the event is over, the others still wait.
   */
  step(): boolean {
    this.#refuseNesting();
    if (this.#queue.next === undefined) return false;
    this.#running = true;
    try {
      this.#runNext();
    } finally {
      this.#running = false;
    }
    return true;
  }

  /** Runs every event due up to and including `until`, then sets the clock to `until`. */
  run(until: number): void {
    this.#refuseNesting();
    if (!Number.isFinite(until)) throw new RangeError(`the world cannot run until ${until}`);
    this.#running = true;
    try {
      for (let { next } = this.#queue; next !== undefined && next.at <= until; next = this.#queue.next)
        this.#runNext();
    } finally {
      this.#running = false;
    }
    if (!this.#closed) this.#now = Math.max(this.#now, until);
  }

  close(): void {
    this.#closed = true;
    this.#queue.clear();
  }

  #runNext(): void {
    const event = this.#queue.take()!;
    this.#now = event.at;
    event.action();
  }

  #refuseNesting(): void {
    if (this.#running) throw new Error("an event cannot run the world it belongs to");
  }
}
