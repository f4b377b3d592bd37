/**
 * What waits for the broker: alarm states, which must arrive in order and leave only when acknowledged, and
 * the newest reading, which an even newer one replaces.
 */

/** Alarm changes that wait at most; of more, the oldest pairs cancel out and the newest state stays right. */
const Most = 32;

export default class Outbox {
  readonly #alarms: boolean[] = [];
  #climate: string | undefined;
  /** Readings that were replaced before they could be sent. */
  droppedReadings = 0;
  /** Alarm changes that were folded because too many waited. */
  foldedAlarms = 0;

  addAlarm(on: boolean): void {
    if (this.#alarms.length === Most) {
      this.#alarms.splice(1, 2);
      this.foldedAlarms += 2;
    }
    this.#alarms.push(on);
  }

  addClimate(payload: string): void {
    if (this.#climate !== undefined) this.droppedReadings++;
    this.#climate = payload;
  }

  /** The alarm state that must be sent next, or undefined. */
  get firstAlarm(): boolean | undefined {
    return this.#alarms[0];
  }

  /** The first alarm state was acknowledged. */
  removeAlarm(): void {
    this.#alarms.shift();
  }

  get pendingAlarms(): number {
    return this.#alarms.length;
  }

  takeClimate(): string | undefined {
    const climate = this.#climate;
    this.#climate = undefined;
    return climate;
  }
}
