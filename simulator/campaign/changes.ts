/**
 * The alarm's changes, as the lamp shows them: the truth that presses before it and messages after it are held
 * against. A change counts when the running firmware switches the lamp; after a restart the lamp must show what
 * was stored.
 */
import type { HomeEvent } from "../home/events.ts";
import { Dates, type Stamp } from "./dates.ts";
import type { Situation } from "./situation.ts";

export interface Change extends Stamp {
  readonly on: boolean;
  /** Microseconds of the world. */
  readonly at: number;
  /** In the storage; in memory only, since the storage took no write; or gone with a restart since then. */
  kept: "stored" | "memory" | "lost";
}

export interface ChangesListener {
  /** The running firmware switched the lamp. */
  changed?(change: Change): void;
  /** The firmware has started with another state than it ended with. */
  restored?(on: boolean, was: boolean): void;
}

export class Changes {
  readonly all: Change[] = [];
  /** How many of them the broker has acknowledged, in order, at least. */
  acknowledged = 0;
  readonly #situation: Situation;
  readonly #dates: Dates;
  readonly #listener: ChangesListener;
  #on = false;
  #level = false;
  #restoring = false;
  /** A write was begun in the turn that the power was cut in: what it was about may be stored. */
  #inDoubt: (Stamp & { readonly at: number }) | undefined;
  /** Changes that the storage does not have. */
  #unsaved = false;
  /** The state that the storage has, and whether it was written in this turn. */
  #stored = false;
  #written = false;
  #damaged = false;

  constructor(situation: Situation, listener: ChangesListener) {
    this.#situation = situation;
    this.#dates = new Dates(situation.home);
    this.#listener = listener;
  }

  get on(): boolean {
    return this.#on;
  }

  get pending(): readonly Change[] {
    return this.all.slice(this.acknowledged);
  }

  observe(event: HomeEvent, at: number): void {
    const { boots, names, home } = this.#situation;
    switch (event.kind) {
      case "boot":
        this.#restoring = true;
        this.#level = false;
        break;
      case "pin":
        if (event.gpio === names.lampGpio && event.state !== "floating")
          this.#drive(event.state === "high", at);
        break;
      case "nvs":
        if (!event.key.startsWith("alarm")) break;
        if (event.phase === "before") this.#inDoubt = { ...this.#dates.stamp(boots), at };
        else if (event.phase === "written") this.#save();
        else this.#unsaved ||= event.phase === "refused";
        break;
      case "turn":
        this.#dates.update(boots, this.pending);
        if (this.#restoring) this.#restore();
        if (this.#written) this.#stored = this.#on;
        this.#written = false;
        this.#inDoubt = undefined;
        break;
      case "action":
        if (event.name === "storage damaged") this.#damaged = home.nvs.writes > 0;
        break;
    }
  }

  /** Each write has all that waits. */
  #save(): void {
    this.#written = true;
    this.#unsaved = this.#damaged = false;
    for (const change of this.pending) if (change.kept === "memory") change.kept = "stored";
  }

  #drive(on: boolean, at: number): void {
    this.#level = on;
    if (this.#restoring || on === this.#on) return;
    this.#add(on, at, this.#dates.stamp(this.#situation.boots));
  }

  #add(on: boolean, at: number, { date, boot }: Stamp): void {
    this.#on = on;
    const change: Change = { on, at, date, boot, kept: this.#unsaved ? "memory" : "stored" };
    this.all.push(change);
    this.#listener.changed?.(change);
  }

  #restore(): void {
    this.#restoring = false;
    const doubt = this.#inDoubt;
    for (const change of this.pending) if (this.#damaged || change.kept === "memory") change.kept = "lost";
    // Without a record that can be read the alarm is off.
    if (this.#damaged) this.#on = false;
    else if (this.#unsaved) this.#on = this.#stored;
    this.#unsaved = this.#damaged = false;
    if (this.#level !== this.#on) {
      const was = this.#on;
      if (doubt) this.#add(this.#level, doubt.at, doubt);
      else {
        this.#on = this.#level;
        this.#listener.restored?.(this.#level, was);
      }
    }
    this.#stored = this.#on;
  }
}
