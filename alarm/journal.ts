/**
 * The alarm's state and its events, kept across restarts and power cuts until the broker has acknowledged
 * them.
 *
 * One write an event, into one of two slots in turn: the SDK's `preference` erases a value before it writes
 * the new one, so a power cut in between costs a slot, never the older one. Acknowledgements are not written
 * (the last event is published again after a restart anyway), but for the one that empties a queue of
 * several. Wear: a record takes 3 to 12 of NVS's 32-byte entries; its default partition has 630 of them and
 * endures 100,000 erasures, so five million events at least.
 */
import { dated, Epoch } from "../network/time-stamp";
import { type AlarmEvent, type AlarmRecord, decodeRecord, encodeRecord, MostEvents } from "./record";

/** Two places that keep a record each. */
export interface JournalStore {
  /** @returns what was written last, or undefined */
  read(slot: 0 | 1): unknown;
  /** @throws Error when the storage is full or broken */
  write(slot: 0 | 1, data: ArrayBuffer): void;
}

export default class AlarmJournal {
  /** Events that were folded into later ones because too many waited. */
  folded = 0;
  /** Writes that the storage refused, whose events are kept in memory all the same, and unreadable records. */
  storageFailures = 0;
  readonly #store: JournalStore;
  readonly #record: AlarmRecord;
  #stored: number;

  constructor(store: JournalStore) {
    this.#store = store;
    const [a, b] = [this.#read(0), this.#read(1)];
    const newest = a && b ? (((b.sequence - a.sequence) | 0) > 0 ? b : a) : (a ?? b);
    this.#record = newest ?? { sequence: 0, on: false, counter: 0, events: [] };
    this.#stored = this.#record.events.length;
    // Before the restart time was counted from another start.
    for (const event of this.#record.events) if (event.at < Epoch) event.at = 0;
  }

  get on(): boolean {
    return this.#record.on;
  }

  /** Counter of the last command that was obeyed. */
  get counter(): number {
    return this.#record.counter;
  }

  /** Events that are not acknowledged yet, the oldest first. */
  get events(): readonly AlarmEvent[] {
    return this.#record.events;
  }

  /**
   * Records a change, and the counter of the command that made it.
   * @param at milliseconds since 1970, or since the start while the clock is not set
   */
  add(on: boolean, at: number, counter = this.counter): void {
    const { events } = this.#record;
    if (events.length === MostEvents) {
      // Two neighbours cancel out; the first may be on its way and stays.
      events.splice(1, 2);
      this.folded += 2;
    }
    events.push({ on, at, id: 0, recordId: 0 });
    this.#record.on = on;
    this.#record.counter = counter;
    this.#write();
  }

  /** Records a command that changed nothing, so that it cannot be replayed. */
  count(counter: number): void {
    this.#record.counter = counter;
    this.#write();
  }

  /** The broker has acknowledged the oldest event. */
  removeFirst(): void {
    const { events } = this.#record;
    events.shift();
    if (events.length === 0 && this.#stored > 1) this.#write();
  }

  /** The clock was set for the first time, and went forward by `offset` ms. */
  date(offset: number): void {
    for (const event of this.#record.events) event.at = dated(event.at, offset);
  }

  #read(slot: 0 | 1): AlarmRecord | undefined {
    const data = this.#store.read(slot);
    const record = decodeRecord(data);
    if (data !== undefined && !record) this.storageFailures++;
    return record;
  }

  #write(): void {
    const record = this.#record;
    const before = record.sequence;
    record.sequence = (before + 1) >>> 0;
    try {
      this.#store.write((record.sequence & 1) as 0 | 1, encodeRecord(record));
      this.#stored = record.events.length;
    } catch {
      // The next write must not go where the newest whole record is.
      record.sequence = before;
      this.storageFailures++;
    }
  }
}
