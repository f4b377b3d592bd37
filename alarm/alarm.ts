/** The alarm's state machine: on or off; a press toggles it, a command may set it. */
import type AlarmJournal from "./journal";

export interface AlarmDelegate {
  /** After each change, when it has been stored. */
  alarmChanged(on: boolean): void;
}

export default class Alarm {
  readonly #journal: AlarmJournal;
  readonly #delegate: AlarmDelegate;

  constructor(journal: AlarmJournal, delegate: AlarmDelegate) {
    this.#journal = journal;
    this.#delegate = delegate;
  }

  get on(): boolean {
    return this.#journal.on;
  }

  toggle(counter?: number): void {
    this.set(!this.on, counter);
  }

  /** @param counter of the command that asks for it; stored even if nothing changes */
  set(on: boolean, counter?: number): void {
    const journal = this.#journal;
    if (on === journal.on) {
      if (counter !== undefined) journal.count(counter);
      return;
    }
    journal.add(on, Date.now(), counter);
    this.#delegate.alarmChanged(on);
  }
}
