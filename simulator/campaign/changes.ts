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
  /** It may have been folded into its neighbours, since more waited than the journal holds. */
  foldable: boolean;
  /** The storage that held it failed, so that it may be lost. */
  endangered: boolean;
}

/** Events that the journal holds (alarm/record.ts), but for those whose acknowledgement is under way. */
const journalSize = 30;

export interface ChangesListener {
  /** The running firmware switched the lamp. */
  changed?(change: Change): void;
  /** The firmware has started with another state than it ended with. */
  restored?(on: boolean, was: boolean): void;
}

export class Changes {
  readonly all: Change[] = [];
  /** How many of them the broker has acknowledged, in order. */
  acknowledged = 0;
  /** A write was refused, or what was written is damaged: since when, and in which boot. */
  trouble: { readonly at: number; readonly boot: number; readonly damaged: boolean } | undefined;
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
        else if (event.phase === "written") {
          this.#unsaved = this.#damaged = false;
        }
        break;
      case "turn":
        this.#dates.update(boots, this.pending);
        if (this.#restoring) this.#restore();
        this.#inDoubt = undefined;
        break;
      case "action":
        if (event.name === "storage damaged") this.#damaged = home.nvs.writes > 0;
        break;
    }
  }

  #drive(on: boolean, at: number): void {
    this.#level = on;
    if (this.#restoring || on === this.#on) return;
    if (this.#situation.home.nvs.full) {
      this.#unsaved = true;
      this.#trouble(at, false);
    }
    this.#add(on, at, this.#dates.stamp(this.#situation.boots));
  }

  #add(on: boolean, at: number, { date, boot }: Stamp): void {
    this.#on = on;
    const change: Change = { on, at, date, boot, foldable: false, endangered: this.#unsaved };
    this.all.push(change);
    if (this.all.length - this.acknowledged > journalSize)
      for (const waiting of this.pending) waiting.foldable = true;
    this.#listener.changed?.(change);
  }

  #restore(): void {
    this.#restoring = false;
    const doubt = this.#inDoubt;
    if (this.#unsaved || this.#damaged) {
      // What waited only in memory, or only in damaged records, is gone.
      for (const change of this.pending) change.endangered = true;
      if (this.#damaged) this.#trouble(this.#situation.home.world.now, true);
      this.#on = this.#level;
      this.#unsaved = this.#damaged = false;
    } else if (this.#level !== this.#on) {
      const was = this.#on;
      if (doubt) this.#add(this.#level, doubt.at, doubt);
      else {
        this.#on = this.#level;
        this.#listener.restored?.(this.#level, was);
      }
    }
  }

  #trouble(at: number, damaged: boolean): void {
    this.trouble = { at, boot: this.#situation.boots, damaged };
  }
}
