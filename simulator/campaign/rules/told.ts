/**
 * Which changes the broker has acknowledged so far. What it is told has a state and whole seconds only, so that
 * in a storm of presses several changes fit: every place that fits is kept, until all but one are ruled out.
 *
 * Held against what the journal may do (alarm/journal.ts). It keeps the changes in order; when 32 wait and one
 * more comes, the two behind the first go. So what is missing between two changes that were told is an even
 * number of them, and at least 30 have followed on each. After a restart it begins again with what it has
 * stored, which may be acknowledged already.
 */
import type { Change } from "../changes.ts";

/** Of those that wait, the newest that no folding reaches: 32, without two, and without the first. */
const intact = 30;

export class Told {
  readonly #all: readonly Change[];
  /** Where the last one that was told may be, and whether earlier ones may come again. */
  #places = new Map([[-1, false]]);

  constructor(all: readonly Change[]) {
    this.#all = all;
  }

  /** How many are told, at least. */
  get count(): number {
    return Math.min(...this.#places.keys()) + 1;
  }

  /** The firmware may have started anew: what its storage holds comes again. */
  restarted(): void {
    for (const place of this.#places.keys()) this.#places.set(place, true);
  }

  /** The broker has acknowledged one. @returns false if none that fits could have been its turn */
  tell(fits: (change: Change) => boolean): boolean {
    const places = new Map<number, boolean>();
    for (const [place, again] of this.#places) {
      const last = this.#all[place];
      if (last && (fits(last) || (again && this.#all.slice(0, place).some(fits)))) places.set(place, again);
      for (const next of this.#nextOf(place))
        if (fits(this.#all[next]!) && !places.get(next)) places.set(next, false);
    }
    if (places.size === 0) return false;
    this.#places = places;
    return true;
  }

  /**
   * All that was to be said has been said.
   * @param isOld whether it was to be said for a change
   * @returns a change that was not told, and must have been
   */
  settle(isOld: (change: Change) => boolean): Change | undefined {
    const places = new Map<number, boolean>();
    let missing: Change | undefined;
    for (const [place, again] of this.#places) {
      let end = place + 1;
      while (end < this.#all.length && this.#all[end]!.kept === "lost") end++;
      const waiting = this.#all.slice(end).find((change) => isOld(change) && change.kept !== "lost");
      if (waiting) missing = waiting;
      else places.set(end - 1, again);
    }
    if (places.size === 0) return missing;
    this.#places = places;
    return undefined;
  }

  /** Goes on after a violation: all but what follows on a place counts as told. */
  giveUp(place = this.#all.length - 1): void {
    this.#places = new Map([[place, true]]);
  }

  /** Those that may be told after the one at a place. */
  *#nextOf(place: number): Generator<number> {
    let lost = false;
    for (let next = place + 1; next < this.#all.length; next++) {
      if (lost || (next - place) % 2 === 1) yield next;
      if (this.#all[next]!.kept === "lost") lost = true;
      else if (this.#all.length - next <= intact) return;
    }
  }
}
