/**
 * The pins as a value change dump (IEEE 1364, clause 18), for GTKWave and PulseView: one wire a GPIO that
 * something is wired to, in microseconds since power-up; a floating pin is z.
 */
import type { Diagram } from "../diagram/diagram.ts";
import { makeNetlist } from "../diagram/netlist.ts";
import type { NetState } from "../parts/net.ts";
import type { Home } from "./home.ts";

const values: Readonly<Record<NetState, string>> = { low: "0", high: "1", floating: "z" };
/** The first printable character: identifiers count from here. */
const firstIdentifier = 33;

/** What else is on a pin's net: `dht.SDA`. A name in a dump has no blanks. */
function nameOf(diagram: Diagram, gpio: number): string {
  const board = new Set(diagram.parts.filter(({ type }) => type.startsWith("board-")).map(({ id }) => id));
  const other = makeNetlist(diagram)
    .netOfGpio(gpio)!
    .pins.find(({ part }) => !board.has(part) && !part.startsWith("$"));
  return other ? `GPIO${gpio}_${other.part}.${other.pin}`.replace(/\s/g, "_") : `GPIO${gpio}`;
}

export class PinDump {
  readonly #write: (text: string) => void;
  readonly #identifiers = new Map<number, string>();
  readonly #start: number;
  #time = 0;

  /** Watches the pins from now on. @param write called with pieces of the file, in order */
  constructor(home: Home, diagram: Diagram, write: (text: string) => void) {
    this.#write = write;
    this.#start = home.start;
    const lines = ["$version Vigia $end", "$timescale 1us $end", "$scope module esp32 $end"];
    for (const gpio of home.gpios) {
      const identifier = String.fromCharCode(firstIdentifier + this.#identifiers.size);
      this.#identifiers.set(gpio, identifier);
      lines.push(`$var wire 1 ${identifier} ${nameOf(diagram, gpio)} $end`);
    }
    lines.push("$upscope $end", "$enddefinitions $end", "#0", "$dumpvars");
    for (const [gpio, identifier] of this.#identifiers) {
      const terminal = home.circuit.gpio(gpio)!;
      lines.push(values[terminal.state] + identifier);
      terminal.observeState((state, at) => {
        this.#timeIs(at);
        this.#write(`${values[state]}${identifier}\n`);
      });
    }
    write(`${lines.join("\n")}\n$end\n`);
  }

  /** Ends the dump at this time of the world. */
  end(at: number): void {
    this.#timeIs(at);
  }

  #timeIs(at: number): void {
    const time = at - this.#start;
    if (time === this.#time) return;
    this.#time = time;
    this.#write(`#${time}\n`);
  }
}
