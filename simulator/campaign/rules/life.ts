/** The firmware runs on: it ends for a reason only, blocks nothing, comes back, and does not rush at the broker. */
import type { HomeEvent } from "../../home/events.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** Computrons of one turn: some 20 times those of a reading, a fraction of a second on an ESP32. */
const turnLimit = 150_000;
/** Of the turn that starts the firmware. */
const bootLimit = 400_000;

export class LoopFree implements Rule {
  readonly name = "loop-free";
  longest = 0;
  readonly #report: Report;
  #boot = false;

  constructor(_situation: Situation, report: Report) {
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "boot") this.#boot = true;
    if (event.kind !== "turn") return;
    const limit = this.#boot ? bootLimit : turnLimit;
    if (!this.#boot) this.longest = Math.max(this.longest, event.computrons);
    this.#boot = false;
    if (event.computrons > limit) this.#report(`a turn took ${event.computrons} computrons`);
  }
}

export class RestartsExplained implements Rule {
  readonly name = "restart-reasons";
  readonly #situation: Situation;
  readonly #allowed: readonly RegExp[];
  readonly #report: Report;
  #lastWords = "";

  /** @param allowed reasons that the run's variations bring */
  constructor(situation: Situation, allowed: readonly RegExp[], report: Report) {
    this.#situation = situation;
    this.#allowed = allowed;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "console") this.#lastWords = event.line;
    if (event.kind !== "died") return;
    const { name, reason } = event.death;
    const small = this.#situation.home.board.creation !== undefined && /memory full|stack/.test(name);
    if (!small && !this.#allowed.some((allowed) => allowed.test(reason)))
      this.#report(
        `the firmware ended: ${name}, ${reason || "without a reason"}; its last words: ${this.#lastWords}`,
      );
  }
}

/** Seconds of peace in which the node must have connected. */
const patience = 300;

export class Recovers implements Rule {
  readonly name = "recovers";
  readonly #situation: Situation;
  readonly #report: Report;
  #told = 0;
  #lastConnected = 0;

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  tick(at: number): void {
    const { aliveSince, poweredSince, connectedSince } = this.#situation;
    if (connectedSince !== undefined) this.#lastConnected = at;
    const silent = poweredSince !== undefined && at - poweredSince > 60e6 && aliveSince === undefined;
    if (silent && !this.#situation.isUnder("power")) this.#tell(at, "the power is on and no firmware runs");
    if (this.#situation.inPeace(at, patience) && at - this.#lastConnected > patience * 1e6)
      this.#tell(at, `not connected after ${patience} s of peace`);
  }

  #tell(at: number, message: string): void {
    if (at - this.#told < 3600e6) return;
    this.#told = at;
    this.#report(message);
  }
}

/** Connections that may be tried within a minute. */
const mostTries = 12;

export class BacksOff implements Rule {
  readonly name = "back-off";
  readonly #report: Report;
  #tries: number[] = [];

  constructor(_situation: Situation, report: Report) {
    this.#report = report;
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind === "boot") this.#tries = [];
    if (event.kind !== "network" || event.event.kind !== "connect") return;
    this.#tries = [...this.#tries.filter((time) => at - time < 60e6), at];
    if (this.#tries.length <= mostTries) return;
    this.#report(`${this.#tries.length} connections within a minute`);
    this.#tries = [];
  }
}
