import type { Scheduled } from "./world.ts";

const UNQUEUED = -1;
const BESIDE = -2;

/** An event in the queue. It knows its place in the heap, so that cancelling it is O(log n). */
export class QueuedEvent implements Scheduled {
  readonly at: number;
  readonly order: number;
  readonly action: () => void;
  position = UNQUEUED;
  readonly #queue: EventQueue;

  constructor(queue: EventQueue, at: number, order: number, action: () => void) {
    this.#queue = queue;
    this.at = at;
    this.order = order;
    this.action = action;
  }

  cancel(): void {
    this.#queue.remove(this);
  }

  isBefore(other: QueuedEvent): boolean {
    return this.at < other.at || (this.at === other.at && this.order < other.order);
  }
}

/**
 * A priority queue of events, earliest first, ties in insertion order: a binary heap in an array. The earliest
 * may stand beside the heap: what sets off one event after the other, as a sensor's pulses, leaves it alone.
 */
export class EventQueue {
  readonly #heap: QueuedEvent[] = [];
  /** Before all of the heap, if it is there. */
  #first: QueuedEvent | undefined;
  #added = 0;

  /** How many events are waiting; cancelled ones are gone at once. */
  get size(): number {
    return this.#heap.length + (this.#first === undefined ? 0 : 1);
  }

  /** The earliest event, left in the queue. */
  get next(): QueuedEvent | undefined {
    return this.#first ?? this.#heap[0];
  }

  /**
   * Adds an event.
   * @throws RangeError if `at` is not a finite number: it would spoil the order of the others.
   */
  add(at: number, action: () => void): QueuedEvent {
    if (!Number.isFinite(at)) {
      throw new RangeError(`an event's time is a finite number of microseconds, not ${at}`);
    }
    const event = new QueuedEvent(this, at, this.#added++, action);
    const earliest = this.next;
    if (earliest !== undefined && !event.isBefore(earliest)) this.#push(event);
    else {
      if (this.#first !== undefined) this.#push(this.#first);
      this.#first = event;
      event.position = BESIDE;
    }
    return event;
  }

  /** Takes the earliest event out. */
  take(): QueuedEvent | undefined {
    const event = this.next;
    if (event !== undefined) this.remove(event);
    return event;
  }

  /** Takes an event out, wherever it stands; an event that is not queued is left alone. */
  remove(event: QueuedEvent): void {
    const { position } = event;
    if (position === UNQUEUED) return;
    event.position = UNQUEUED;
    if (position === BESIDE) {
      this.#first = undefined;
      return;
    }
    const last = this.#heap.pop()!;
    if (last === event) return;
    if (this.#rise(last, position) === position) this.#sink(last, position);
  }

  /** Empties the queue. */
  clear(): void {
    if (this.#first !== undefined) this.#first.position = UNQUEUED;
    this.#first = undefined;
    for (const event of this.#heap) event.position = UNQUEUED;
    this.#heap.length = 0;
  }

  #push(event: QueuedEvent): void {
    this.#heap.push(event);
    this.#rise(event, this.#heap.length - 1);
  }

  /** Puts `event` at `position` or above it; returns where it came to rest. */
  #rise(event: QueuedEvent, position: number): number {
    let place = position;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = this.#heap[above]!;
      if (!event.isBefore(parent)) break;
      this.#place(parent, place);
      place = above;
    }
    this.#place(event, place);
    return place;
  }

  /** Puts `event` at `position` or below it. */
  #sink(event: QueuedEvent, position: number): void {
    let place = position;
    for (;;) {
      const child = this.#earlierChild(place);
      if (child === undefined || !child.isBefore(event)) break;
      const below = child.position;
      this.#place(child, place);
      place = below;
    }
    this.#place(event, place);
  }

  #earlierChild(place: number): QueuedEvent | undefined {
    const left = this.#heap[2 * place + 1];
    const right = this.#heap[2 * place + 2];
    if (left === undefined || right === undefined) return left;
    return right.isBefore(left) ? right : left;
  }

  #place(event: QueuedEvent, place: number): void {
    this.#heap[place] = event;
    event.position = place;
  }
}
