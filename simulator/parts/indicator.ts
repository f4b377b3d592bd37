import type { NetState, Terminal } from "./net.ts";

/** Told when an indicator goes on or off, with the time in microseconds. */
export type IndicatorObserver = (on: boolean, at: number) => void;

/** What an LED and a buzzer have in common: on while the plus pin is high and the minus pin low. */
export class Indicator {
  readonly #observers = new Set<IndicatorObserver>();
  readonly #stop: readonly (() => void)[];
  #plus: NetState;
  #minus: NetState;
  #on: boolean;
  #changes = 0;

  constructor(plus: Terminal, minus: Terminal) {
    this.#plus = plus.state;
    this.#minus = minus.state;
    this.#on = this.#flows();
    this.#stop = [
      plus.observeState((state, at) => {
        this.#plus = state;
        this.#update(at);
      }),
      minus.observeState((state, at) => {
        this.#minus = state;
        this.#update(at);
      }),
    ];
  }

  get on(): boolean {
    return this.#on;
  }

  /** How many times it went on or off. */
  get changes(): number {
    return this.#changes;
  }

  /** Calls `observer` on every change; returns how to stop it. */
  observe(observer: IndicatorObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#observers.clear();
  }

  #update(at: number): void {
    const on = this.#flows();
    if (on === this.#on) return;
    this.#on = on;
    this.#changes++;
    for (const observer of [...this.#observers]) observer(on, at);
  }

  #flows(): boolean {
    return this.#plus === "high" && this.#minus === "low";
  }
}
