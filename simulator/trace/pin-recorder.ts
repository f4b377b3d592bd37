import type { NetView } from "../parts/net.ts";
import { VCDWriter } from "./vcd.ts";

export interface Signal {
  readonly name: string;
  readonly net: NetView;
}

/** The changes that are kept; a DHT22's frame has 84, a second of a PWM of 1 kHz 2,000. */
const mostChanges = 1_000_000;

/** Keeps in memory what happens at pins, as a Value Change Dump. */
export class PinRecorder {
  readonly #text: string[] = [];
  readonly #stop: readonly (() => void)[];
  readonly #signals: number;
  #changes = 0;

  /** @param now in microseconds: the dump's start */
  constructor(signals: readonly Signal[], now: number) {
    this.#signals = signals.length;
    const pins = signals.map(({ name, net }) => ({ name, state: net.state }));
    const writer = new VCDWriter(pins, now, (text) => this.#text.push(text));
    this.#stop = signals.map(({ net }, pin) =>
      net.observeState((state, at) => {
        this.#changes++;
        if (this.#changes <= mostChanges) writer.change(pin, state, at);
      }),
    );
  }

  get signals(): number {
    return this.#signals;
  }

  /** How many changes there were, those that are not kept too. */
  get changes(): number {
    return this.#changes;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** The dump of what has been recorded so far. */
  toVCD(): string {
    const lost = this.#changes - mostChanges;
    return this.#text.join("") + (lost > 0 ? `$comment ${lost} later changes are not kept $end\n` : "");
  }
}
