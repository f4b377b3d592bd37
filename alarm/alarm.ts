/** The alarm's state machine: on or off, toggled by a press, kept across restarts. */

/** Where the state is kept. */
export interface AlarmStore {
  load(): boolean;
  save(on: boolean): void;
}

export interface AlarmOptions {
  store: AlarmStore;
  /** After each change, when it has been stored. */
  onChange(on: boolean): void;
}

export default class Alarm {
  #on: boolean;
  #options: AlarmOptions;

  constructor(options: AlarmOptions) {
    this.#options = options;
    this.#on = options.store.load();
  }

  get on(): boolean {
    return this.#on;
  }

  toggle(): void {
    this.set(!this.#on);
  }

  /** Does nothing when the alarm is in that state already. */
  set(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    this.#options.store.save(on);
    this.#options.onChange(on);
  }
}
