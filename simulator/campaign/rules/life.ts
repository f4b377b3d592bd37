/** The firmware runs on: it ends for a reason only, blocks nothing, comes back, and does not rush at the broker. */
import type { Published } from "../../broker/events.ts";
import { type Death, restartCode } from "../../engine/deaths.ts";
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** Computrons of one turn: some 20 times those of a reading, a fraction of a second on an ESP32. */
const turnLimit = 150_000;
/**
 * Of one with TLS: to check a signature takes 17 divisions of 4,096 by 2,048 bits, native, but counted by their
 * digits: 12,000 each.
 */
const handshakeLimit = 400_000;
/** Of the turn that starts the firmware. */
const bootLimit = 400_000;

/** Its watchdog counts by tens of seconds (chip/watchdog.ts): the first may be less. */
const watchdogTick = 10;
/** Ends that the chip's watchdog would have brought: too much computation, no answer. */
const watchdogCodes: ReadonlySet<number> = new Set([47, 61]);

export class LoopFree implements Rule {
  readonly name = "loop-free";
  longest = 0;
  readonly #limit: number;
  readonly #report: Report;
  #boot = false;

  constructor({ home }: Situation, report: Report) {
    this.#limit = home.keysOf ? handshakeLimit : turnLimit;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "boot") this.#boot = true;
    if (event.kind !== "turn") return;
    const limit = this.#boot ? bootLimit : this.#limit;
    if (!this.#boot) this.longest = Math.max(this.longest, event.computrons);
    this.#boot = false;
    if (event.computrons > limit) this.#report(`a turn took ${event.computrons} computrons`);
  }
}

/** What the diagnostics say of a start (chip/start-reason.ts). */
type StartReason = "power" | "offline" | "failure" | "watchdog";

export class RestartsExplained implements Rule {
  readonly name = "restart-reasons";
  readonly #situation: Situation;
  readonly #allowed: readonly RegExp[];
  readonly #report: Report;
  #lastWords = "";
  #reason: StartReason = "power";
  /** When the node was last let in by a broker, or heard of one that it was with. */
  #connected = 0;

  /** @param allowed reasons that the run's variations bring */
  constructor(situation: Situation, allowed: readonly RegExp[], report: Report) {
    this.#situation = situation;
    this.#allowed = allowed;
    this.#report = report;
  }

  tapped({ direction, packet, at }: Tapped): void {
    if (direction === "toServer" || packet === undefined) return;
    if (packet.cmd !== "connack" || packet.returnCode === 0) this.#connected = at;
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind === "console") this.#lastWords = event.line;
    else if (event.kind === "power" && event.on) this.#reason = "power";
    else if (event.kind === "died") this.#ended(event.death, at);
    else if (event.kind === "broker" && event.event.kind === "publish") this.#told(event.event);
  }

  #ended({ code, name, reason }: Death, at: number): void {
    this.#reason = code === restartCode ? "offline" : watchdogCodes.has(code) ? "watchdog" : "failure";
    if (code === restartCode) {
      const offline = (at - this.#connected) / 1e6;
      const { offlineRestart } = this.#situation.names;
      if (offlineRestart === 0 || offline < 2 * offlineRestart - watchdogTick)
        this.#report(`it restarts though it was connected ${offline.toFixed(1)} s ago`);
      return;
    }
    const small = this.#situation.home.board.creation !== undefined && /memory full|stack/.test(name);
    if (!small && !this.#allowed.some((allowed) => allowed.test(reason)))
      this.#report(
        `the firmware ended: ${name}, ${reason || "without a reason"}; its last words: ${this.#lastWords}`,
      );
  }

  /** The diagnostics tell why the firmware last started. */
  #told({ topic, payload }: Published): void {
    if (topic !== this.#situation.topic("diagnostico")) return;
    const { start } = JSON.parse(Buffer.from(payload).toString()) as { start?: string };
    // What comes late may be of the start before.
    const { aliveSince, home } = this.#situation;
    if (aliveSince === undefined || home.world.now - aliveSince < 300e6 || start === this.#reason) return;
    this.#report(`the diagnostics tell a start by ${start}, it was ${this.#reason}`);
  }
}

/**
 * Seconds of peace in which the node must have connected. The longest way, with room for a look every ten seconds:
 * a connection that died unheard is found out by its keep-alive (45 s), the longest wait follows (session.ts:
 * 60 s), and a connection takes 15 s at most (connection.ts). By Wi-Fi: a join that was begun too early is given up
 * (wifi-link.ts: 20 s), the longest wait follows (60 s), a join, a connection.
 */
const patience = 150;
/** With TLS, of a clock that was set wrong: it is asked for at a refusal, once a minute, and each has its wait. */
const clockPatience = 100;

export class Recovers implements Rule {
  readonly name = "recovers";
  readonly #situation: Situation;
  readonly #report: Report;
  readonly #patience: number;
  #told = 0;
  #lastConnected = 0;
  #lastAlive = 0;

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
    this.#patience = patience + (situation.home.keysOf ? clockPatience : 0);
  }

  /** In a brown-out the firmware may run at no tick at all. */
  observe(event: HomeEvent, at: number): void {
    if (event.kind === "boot") this.#lastAlive = at;
  }

  tick(at: number): void {
    const { aliveSince, poweredSince, connectedSince } = this.#situation;
    if (connectedSince !== undefined) this.#lastConnected = at;
    const { creation } = this.#situation.home.board;
    if (aliveSince !== undefined || poweredSince === undefined || creation) this.#lastAlive = at;
    if (at - this.#lastAlive > 60e6) this.#tell(at, "the power is on and no firmware runs");
    const wait = this.#patience;
    if (this.#situation.inPeace(at, wait) && at - this.#lastConnected > wait * 1e6)
      this.#tell(at, `not connected after ${wait} s of peace`);
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
