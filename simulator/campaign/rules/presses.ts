/** Each press toggles the alarm once, however the contact bounces, and nothing but a command else does. */

import type { HomeEvent } from "../../home/events.ts";
import type { Change } from "../changes.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

interface Touch {
  readonly down: number;
  up: number | undefined;
  /** How long the finger had been off before, in microseconds. */
  readonly rest: number;
  /** Since when the firmware ran as it began. */
  readonly aliveSince: number | undefined;
  counted: boolean;
  /** Whether it was held against the rule. */
  judged: boolean;
}

/** Longest bounce and debounce together, in microseconds, with room. */
const settled = 80_000;
/** From the firmware's start to where a press must count. */
const started = 500_000;

export class PressesCount implements Rule {
  readonly name = "presses-count";
  /** Presses that had to count. */
  presses = 0;
  readonly #situation: Situation;
  readonly #commanded: (change: Change) => boolean;
  readonly #report: Report;
  #touches: Touch[] = [];
  #lifted = Number.NEGATIVE_INFINITY;

  /** @param commanded whether a change is a command's */
  constructor(situation: Situation, commanded: (change: Change) => boolean, report: Report) {
    this.#situation = situation;
    this.#commanded = commanded;
    this.#report = report;
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind === "turn") this.#settle(at);
    if (event.kind !== "action" || event.name !== "finger") return;
    if (event.detail === "down") {
      const { aliveSince } = this.#situation;
      this.#touches.push({
        down: at,
        up: undefined,
        rest: at - this.#lifted,
        aliveSince,
        counted: false,
        judged: false,
      });
    } else {
      const touch = this.#touches.at(-1);
      if (touch) touch.up = at;
      this.#lifted = at;
    }
  }

  /** The lamp was switched. */
  changed(change: Change): void {
    if (this.#commanded(change)) return;
    const { at } = change;
    const touch = this.#touches.find(
      ({ down, up, counted }) => !counted && down < at && at <= (up ?? at) + settled,
    );
    if (touch) touch.counted = true;
    else this.#report(`the alarm changed without a press and without a command`);
  }

  #settle(at: number): void {
    if (this.#touches.length === 0) return;
    for (const touch of this.#touches) {
      if (touch.judged || at < touch.down + settled || !this.#hadToCount(touch)) continue;
      touch.judged = true;
      this.presses++;
      if (!touch.counted) this.#report(`the press at ${touch.down / 1e6} s did not count`);
    }
    this.#touches = this.#touches.filter(({ up }) => up === undefined || at < up + settled);
  }

  #hadToCount({ down, up, rest, aliveSince }: Touch): boolean {
    const { aliveSince: now } = this.#situation;
    if (aliveSince === undefined || now !== aliveSince || down - aliveSince < started) return false;
    return rest >= settled && (up === undefined ? true : up - down >= settled);
  }
}
