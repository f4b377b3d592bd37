/**
 * What helps where waiting does not: after a set time without broker the network is restarted, and after as
 * long again the chip. A broker that lets the node in and drops it at once is there: against it no restart
 * helps. It also feeds the task watchdog, since its timer runs as long as the program does.
 */
import { feedWatchdog } from "chip";
import Time from "time";
import Timer from "timer";

export interface WatchdogDelegate {
  /** Whether a broker has the node as its client now. */
  readonly connected: boolean;
  restartNetwork(): void;
  restartChip(): void;
}

/** In s; less than the task watchdog's time (CONFIG_ESP_TASK_WDT_TIMEOUT_S). */
const Tick = 10;

export default class Watchdog {
  readonly #limit: number;
  readonly #delegate: WatchdogDelegate;
  /** Seconds from the start to the last tick, and its ticks. */
  #uptime = 0;
  #tickAt = Time.ticks;
  /** Seconds without broker up to the last tick; below zero when there has been one since. */
  #offline = 0;

  /** @param limit in s; 0 for none */
  constructor(limit: number, delegate: WatchdogDelegate) {
    this.#limit = limit;
    this.#delegate = delegate;
    Timer.repeat(() => this.tick(), Tick * 1000);
  }

  /** Seconds since the start. */
  get uptime(): number {
    return this.#uptime + Math.floor(Time.delta(this.#tickAt) / 1000);
  }

  get minutesOffline(): number {
    return Math.round(this.#offline / 60);
  }

  /** A broker has let the node in, for however short a time. */
  letIn(): void {
    this.#offline = -Tick;
  }

  private tick(): void {
    feedWatchdog();
    this.#uptime += Tick;
    this.#tickAt = Time.ticks;
    const before = this.#offline;
    this.#offline = this.#delegate.connected ? 0 : before + Tick;
    if (this.#limit === 0 || this.#offline === 0) return;
    if (before < this.#limit && this.#offline >= this.#limit) this.#delegate.restartNetwork();
    else if (this.#offline >= 2 * this.#limit) this.#delegate.restartChip();
  }
}
