/**
 * A Value Change Dump of pins, for GTKWave, PulseView or Surfer: a wire a pin, in microseconds since the dump's
 * start; a floating pin is z.
 * @see IEEE 1364-2005, clause 18 (four-state VCD)
 */
import type { NetState } from "../parts/net.ts";

export interface DumpedPin {
  /** As viewers show it; what a name in a dump cannot hold becomes `_`. */
  readonly name: string;
  /** At the start. */
  readonly state: NetState;
}

const values: Readonly<Record<NetState, string>> = { low: "0", high: "1", floating: "z" };

export class VCDWriter {
  readonly #write: (text: string) => void;
  readonly #start: number;
  #time = 0;

  /**
   * @param start in microseconds, as all times here
   * @param write called with pieces of the file, in order
   */
  constructor(pins: readonly DumpedPin[], start: number, write: (text: string) => void) {
    this.#write = write;
    this.#start = start;
    const wires = pins.map(
      ({ name }, pin) => `$var wire 1 ${identifier(pin)} ${name.replace(/\s/g, "_")} $end`,
    );
    const states = pins.map(({ state }, pin) => values[state] + identifier(pin));
    const head = ["$version Vigía $end", "$timescale 1 us $end", "$scope module esp32 $end", ...wires];
    const tail = ["$upscope $end", "$enddefinitions $end", "#0", "$dumpvars", ...states, "$end"];
    write(`${[...head, ...tail].join("\n")}\n`);
  }

  /** @param pin its index among those of the constructor */
  change(pin: number, state: NetState, at: number): void {
    this.timeIs(at);
    this.#write(`${values[state]}${identifier(pin)}\n`);
  }

  /** Tells that nothing has changed up to a time: the dump's end, for one. */
  timeIs(at: number): void {
    const time = Math.round(at - this.#start);
    if (time === this.#time) return;
    this.#time = time;
    this.#write(`#${time}\n`);
  }
}

const first = "!".charCodeAt(0);
const count = "~".charCodeAt(0) - first + 1;

/** A short name for a wire, of the printable characters. */
function identifier(index: number): string {
  const rest = Math.floor(index / count);
  return (rest > 0 ? identifier(rest - 1) : "") + String.fromCharCode(first + (index % count));
}
