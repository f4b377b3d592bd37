/** The alarm's state machine: on or off; a press toggles it, a command may set it. */
import type AlarmJournal from "./journal";

export interface AlarmOptions {
  journal: AlarmJournal;
  /** Milliseconds since 1970, or since the start while the clock is not set. */
  now(): number;
  /** After each change, when it has been stored. */
  onChange(on: boolean): void;
}

export default class Alarm {
  readonly #options: AlarmOptions;

  constructor(options: AlarmOptions) {
    this.#options = options;
  }

  get on(): boolean {
    return this.#options.journal.on;
  }

  toggle(counter?: number): void {
    this.set(!this.on, counter);
  }

  /** @param counter of the command that asks for it; stored even if nothing changes */
  set(on: boolean, counter?: number): void {
    const { journal, now, onChange } = this.#options;
    if (on === journal.on) {
      if (counter !== undefined) journal.count(counter);
      return;
    }
    journal.add(on, now(), counter);
    onChange(on);
  }
}
