/**
 * What happened at pins, as a Value Change Dump for GTKWave, PulseView or Surfer.
 * @see IEEE 1364-2005, section 18 (four-state VCD)
 */
import type { NetState, NetView } from "../parts/net.ts";

export interface Signal {
  /** Letters, digits and `_`, `.`, `:`; as viewers show it. */
  readonly name: string;
  readonly net: NetView;
}

interface Change {
  readonly at: number;
  readonly signal: number;
  readonly state: NetState;
}

const values: Readonly<Record<NetState, string>> = { low: "0", high: "1", floating: "z" };

/** The changes that are kept; a DHT22's frame has 84, a second of a PWM of 1 kHz 2,000. */
const mostChanges = 1_000_000;

export class PinRecorder {
  readonly #signals: readonly Signal[];
  readonly #initial: readonly NetState[];
  readonly #start: number;
  readonly #changes: Change[] = [];
  readonly #stop: readonly (() => void)[];
  #lost = 0;

  /** @param now in microseconds, as all times here */
  constructor(signals: readonly Signal[], now: number) {
    this.#signals = signals;
    this.#start = now;
    this.#initial = signals.map(({ net }) => net.state);
    this.#stop = signals.map(({ net }, signal) =>
      net.observeState((state, at) => {
        if (this.#changes.length < mostChanges) this.#changes.push({ at, signal, state });
        else this.#lost++;
      }),
    );
  }

  get signals(): number {
    return this.#signals.length;
  }

  get changes(): number {
    return this.#changes.length;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  /** The dump of what has been recorded so far. */
  toVCD(): string {
    const lines = ["$version Vigía's virtual board $end", "$timescale 1 us $end", "$scope module esp32 $end"];
    for (const [index, { name }] of this.#signals.entries())
      lines.push(`$var wire 1 ${identifier(index)} ${name} $end`);
    lines.push("$upscope $end", "$enddefinitions $end", `#${Math.round(this.#start)}`, "$dumpvars");
    for (const [index, state] of this.#initial.entries()) lines.push(values[state] + identifier(index));
    lines.push("$end");
    let time = Math.round(this.#start);
    for (const { at, signal, state } of this.#changes) {
      if (Math.round(at) !== time) {
        time = Math.round(at);
        lines.push(`#${time}`);
      }
      lines.push(values[state] + identifier(signal));
    }
    if (this.#lost > 0) lines.push(`$comment ${this.#lost} later changes are not kept $end`);
    return `${lines.join("\n")}\n`;
  }
}

const first = "!".charCodeAt(0);
const count = "~".charCodeAt(0) - first + 1;

/** A short name for a signal, of the printable characters. */
function identifier(index: number): string {
  const rest = Math.floor(index / count);
  return (rest > 0 ? identifier(rest - 1) : "") + String.fromCharCode(first + (index % count));
}
