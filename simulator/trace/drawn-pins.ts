import type { Circuit } from "../circuit.ts";
import type { Diagram } from "../diagram/diagram.ts";
import { makeNetlist } from "../diagram/netlist.ts";
import { partTypes } from "../parts/registry.ts";
import type { Signal } from "./pin-recorder.ts";

/** The chip's pins that the diagram wires to a part: `GPIO15_dht.SDA`. */
export function drawnPins(diagram: Diagram, circuit: Circuit): Signal[] {
  const boards = new Set(diagram.parts.filter(({ type }) => partTypes.get(type)?.board).map(({ id }) => id));
  return makeNetlist(diagram).nets.flatMap(({ gpios: [gpio], rail, pins }) => {
    const ends = pins.filter(({ part }) => circuit.parts.has(part) && !boards.has(part));
    if (gpio === undefined || rail !== undefined || ends.length === 0) return [];
    const name = [`GPIO${gpio}`, ...ends.map(({ part, pin }) => `${part}.${pin}`)].join("_");
    return [{ name, net: circuit.gpio(gpio)! }];
  });
}
