import type { Net, Terminal } from "../../../simulator/parts/net.ts";
import { type Part, type PartType, RAIL_LEVELS, type Rail } from "../../../simulator/parts/part.ts";
import { Wiring } from "../../../simulator/parts/wiring.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";

/** One part on a bench: each of its pins has a net, some are on a supply rail. */
export interface Bench<P extends Part> {
  readonly part: P;
  readonly world: VirtualWorld;
  readonly wiring: Wiring;
  /** The net of a pin; pins that are one piece of metal share theirs. */
  net(pin: string): Net;
  /** A terminal of the test's own on a pin's net. */
  probe(pin: string): Terminal;
}

export interface BenchOptions {
  readonly attrs?: Readonly<Record<string, string>>;
  readonly rails?: Readonly<Record<string, Rail>>;
  readonly seed?: number | string;
}

/** Puts a part on the bench, in a virtual world. */
export function makeBench<P extends Part>(type: PartType, options: BenchOptions = {}): Bench<P> {
  const { attrs = {}, rails = {}, seed = 1 } = options;
  const world = new VirtualWorld(seed);
  const wiring = new Wiring(() => world.now);
  const nets = new Map(Object.keys(type.pins).map((pin) => [pin, wiring.net(pin)]));
  for (const [first, second] of type.joined ?? []) nets.set(second, nets.get(first)!);
  const net = (pin: string) => nets.get(pin)!;
  for (const [pin, rail] of Object.entries(rails)) {
    net(pin)
      .attach()
      .drive(RAIL_LEVELS[rail] === 1 ? "high" : "low");
  }
  const part = type.create({
    id: "part",
    attrs,
    world,
    random: world.random.fork("part"),
    terminal: (pin) => net(pin).attach(),
    rail: (pin) => rails[pin],
    link: (a, b) => wiring.link(net(a), net(b)),
  }) as P;
  return { part, world, wiring, net, probe: (pin) => net(pin).attach() };
}
