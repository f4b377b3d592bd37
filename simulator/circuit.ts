import type { Diagram, DiagramPart } from "./diagram/diagram.ts";
import { makeNetlist, type Netlist, type NetlistNet } from "./diagram/netlist.ts";
import { ESP32_GPIOS } from "./parts/esp32-devkit.ts";
import type { Net, NetView, Terminal } from "./parts/net.ts";
import { type Part, RAIL_LEVELS } from "./parts/part.ts";
import { partTypes } from "./parts/registry.ts";
import { Wiring } from "./parts/wiring.ts";
import type { World } from "./world/world.ts";

/** The parts of a diagram, wired up and at work in a world. */
export interface Circuit {
  /** The parts by their ids, the board included. */
  readonly parts: ReadonlyMap<string, Part>;
  /** All nets: how often they were driven both ways, and whom to tell. */
  readonly wiring: Wiring;
  /** Whether the serial monitor is wired to the chip: what the chip says, and what it hears. */
  readonly serial: Netlist["serial"];
  /** The chip's MAC address, if the diagram gives one. */
  readonly macAddress: string | undefined;
  /** What the ESP32's pin of this number holds; undefined if the ESP32 has no such pin. */
  gpio(number: number): Terminal | undefined;
  /** What can be seen at a part's pin; undefined if there is no such part or pin. */
  pin(part: string, pin: string): NetView | undefined;
  /** Takes the parts out of the world. */
  close(): void;
}

/**
 * Builds what a diagram draws. Parts are supplied, and start, at the world's present time.
 * @throws DiagramError if two supply rails are wired together
 */
export function buildCircuit(diagram: Diagram, world: World): Circuit {
  const netlist = makeNetlist(diagram);
  const wiring = new Wiring(() => world.now);
  const nets = new Map<NetlistNet, Net>(netlist.nets.map((net) => [net, wiring.net(net.name)]));
  supply(nets);
  const gpios = makeGpios(netlist, nets, wiring);
  const netOf = (part: string, pin: string) => {
    const net = netlist.netOf(part, pin);
    return net && nets.get(net);
  };
  const parts = new Map(
    diagram.parts.map((drawn) => [drawn.id, makePart(drawn, { netlist, netOf, wiring, world })]),
  );
  return {
    parts,
    wiring,
    serial: netlist.serial,
    macAddress: diagram.parts.find(({ type }) => partTypes.get(type)!.board)?.attrs.macAddress?.toLowerCase(),
    gpio: (number) => gpios.get(number),
    pin: netOf,
    close() {
      for (const part of parts.values()) part.close();
    },
  };
}

/** What parts are made with. */
interface Workshop {
  readonly netlist: Netlist;
  readonly netOf: (part: string, pin: string) => Net | undefined;
  readonly wiring: Wiring;
  readonly world: World;
}

function supply(nets: ReadonlyMap<NetlistNet, Net>): void {
  for (const [{ rail }, net] of nets) {
    if (rail !== undefined) net.attach().drive(RAIL_LEVELS[rail] === 1 ? "high" : "low");
  }
}

/** A terminal for every GPIO; one that the board does not bring out stands on a net of its own. */
function makeGpios(
  netlist: Netlist,
  nets: ReadonlyMap<NetlistNet, Net>,
  wiring: Wiring,
): Map<number, Terminal> {
  return new Map(
    ESP32_GPIOS.map((gpio) => {
      const drawn = netlist.netOfGpio(gpio);
      const net = drawn === undefined ? wiring.net(`GPIO${gpio}`) : nets.get(drawn)!;
      return [gpio, net.attach()];
    }),
  );
}

function makePart({ id, type, attrs }: DiagramPart, { netlist, netOf, wiring, world }: Workshop): Part {
  return partTypes.get(type)!.create({
    id,
    attrs,
    world,
    random: world.random.fork(id),
    terminal: (pin) => netOf(id, pin)!.attach(),
    rail: (pin) => netlist.netOf(id, pin)!.rail,
    link: (a, b) => wiring.link(netOf(id, a)!, netOf(id, b)!),
  });
}
