import { SERIAL_GPIO } from "../parts/esp32-devkit.ts";
import type { Pin, Rail } from "../parts/part.ts";
import { partTypes } from "../parts/registry.ts";
import { Groups } from "./groups.ts";
import { type Diagram, type PinEnd, SERIAL_MONITOR } from "./model.ts";
import { DiagramError, type Problem } from "./problems.ts";

/** Pins that are wired together. */
export interface NetlistNet {
  /** The rail's name, else "GPIO" and the number, else the name of one of its pins. */
  readonly name: string;
  /** The pins of the parts, the board's and the serial monitor's included. */
  readonly pins: readonly PinEnd[];
  /** The ESP32's pins among them, by number. */
  readonly gpios: readonly number[];
  /** The supply rail it belongs to. */
  readonly rail: Rail | undefined;
}

/** Which pins are wired together; every pin of every part is on exactly one net. */
export interface Netlist {
  readonly nets: readonly NetlistNet[];
  /** The net a pin is on; undefined if there is no such pin. */
  netOf(part: string, pin: string): NetlistNet | undefined;
  /** The net an ESP32's pin is on; undefined if the board does not bring it out. */
  netOfGpio(gpio: number): NetlistNet | undefined;
  /** Whether the serial monitor is wired to the chip's UART0: what the chip says, and what it hears. */
  readonly serial: { readonly output: boolean; readonly input: boolean };
}

/** A pin of a part in the diagram, with what it is inside. */
interface KnownPin extends Pin {
  readonly end: PinEnd;
}

/**
 * Works out which pins are wired together; a button and a resistor do not wire theirs.
 * @throws DiagramError if two supply rails are wired together
 */
export function makeNetlist(diagram: Diagram): Netlist {
  const pins = pinsOf(diagram);
  const groups = new Groups(pins.keys());
  joinInside(diagram, pins, groups);
  joinWires(diagram, pins, groups);

  const byPin = new Map<string, NetlistNet>();
  const byGpio = new Map<number, NetlistNet>();
  for (const keys of groups.all()) {
    const net = makeNet(keys.map((key) => pins.get(key)!));
    for (const key of keys) byPin.set(key, net);
    for (const gpio of net.gpios) byGpio.set(gpio, net);
  }
  const monitor = (pin: string) => byPin.get(keyOf({ part: SERIAL_MONITOR, pin }))!.gpios;
  return {
    nets: [...new Set(byPin.values())],
    netOf: (part, pin) => byPin.get(keyOf({ part, pin })),
    netOfGpio: (gpio) => byGpio.get(gpio),
    serial: {
      output: monitor("RX").includes(SERIAL_GPIO.tx),
      input: monitor("TX").includes(SERIAL_GPIO.rx),
    },
  };
}

function keyOf({ part, pin }: PinEnd): string {
  return `${part}:${pin}`;
}

function pinsOf(diagram: Diagram): Map<string, KnownPin> {
  const pins = new Map<string, KnownPin>();
  const add = (end: PinEnd, pin: Pin) => pins.set(keyOf(end), { ...pin, end });
  for (const { id, type } of diagram.parts) {
    for (const [name, pin] of Object.entries(partTypes.get(type)!.pins)) add({ part: id, pin: name }, pin);
  }
  add({ part: SERIAL_MONITOR, pin: "RX" }, {});
  add({ part: SERIAL_MONITOR, pin: "TX" }, {});
  return pins;
}

/** Joins what is one piece of metal without a wire: the pins inside a part, and those of a supply rail. */
function joinInside(diagram: Diagram, pins: ReadonlyMap<string, KnownPin>, groups: Groups): void {
  for (const { id, type } of diagram.parts) {
    for (const [a, b] of partTypes.get(type)!.joined ?? []) {
      groups.join(keyOf({ part: id, pin: a }), keyOf({ part: id, pin: b }));
    }
  }
  const rails = new Map<Rail, string>();
  for (const [key, { rail }] of pins) {
    if (rail === undefined) continue;
    groups.join(rails.get(rail) ?? key, key);
    rails.set(rail, key);
  }
}

/** Joins what the connections join, and looks for short circuits on the way. */
function joinWires(diagram: Diagram, pins: ReadonlyMap<string, KnownPin>, groups: Groups): void {
  const rails = new Map<string, Rail>();
  for (const [key, { rail }] of pins) if (rail !== undefined) rails.set(groups.find(key), rail);

  const shorts: Problem[] = [];
  for (const { from, to, place } of diagram.connections) {
    const [a, b] = [rails.get(groups.find(keyOf(from))), rails.get(groups.find(keyOf(to)))];
    if (a !== undefined && b !== undefined && a !== b) {
      const message = `${keyOf(from)} to ${keyOf(to)} shorts ${a} to ${b}; take this connection out`;
      shorts.push({ file: diagram.file, line: place.line, column: place.column, message });
      continue;
    }
    groups.join(keyOf(from), keyOf(to));
    const rail = a ?? b;
    if (rail !== undefined) rails.set(groups.find(keyOf(from)), rail);
  }
  const [first, ...others] = shorts;
  if (first !== undefined) throw new DiagramError([first, ...others]);
}

function makeNet(pins: readonly KnownPin[]): NetlistNet {
  const gpios = pins.flatMap(({ gpio }) => gpio ?? []);
  const rail = pins.find((pin) => pin.rail !== undefined)?.rail;
  const name = rail ?? (gpios[0] === undefined ? keyOf(pins[0]!.end) : `GPIO${gpios[0]}`);
  return { name, pins: pins.map(({ end }) => end), gpios, rail };
}
