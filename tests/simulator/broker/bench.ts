/** The model broker with raw clients, in virtual time. */
import type { BrokerEvent } from "../../../simulator/broker/events.ts";
import { ModelBroker, type ModelBrokerOptions } from "../../../simulator/broker/model-broker.ts";
import { SimulatedNetwork } from "../../../simulator/network/simulated-network.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";
import { RawClient, type Site, type Transport } from "./raw-client.ts";

export const address = "192.168.1.10";

/** A site in a network in virtual time. */
export function virtualSite(world: VirtualWorld, network: SimulatedNetwork, port: number): Site {
  return {
    dial() {
      const transport: Transport = {
        write: (bytes) => connection.write(bytes),
        close: () => connection.close(),
        onData: () => {},
        onClose: () => {},
      };
      const connection = network.connect(address, port, {
        connected: () => {},
        data: (bytes) => transport.onData(bytes),
        sent: () => {},
        error: () => transport.onClose(),
      });
      return transport;
    },
    until: async (met, milliseconds) => {
      const end = world.now + milliseconds * 1000;
      while (!met() && world.next !== undefined && world.next <= end) world.step();
      if (!met()) world.run(end);
      return met();
    },
  };
}

export class BrokerBench {
  readonly world: VirtualWorld;
  readonly network: SimulatedNetwork;
  readonly broker: ModelBroker;
  readonly events: BrokerEvent[] = [];
  readonly #site: Site;

  constructor(options: Partial<ModelBrokerOptions> = {}, seed: number | string = 1) {
    this.world = new VirtualWorld(seed);
    this.network = new SimulatedNetwork(this.world);
    this.broker = new ModelBroker(this.world, this.network, { address, ...options });
    this.broker.observe((event) => void this.events.push(event));
    this.#site = virtualSite(this.world, this.network, this.broker.port);
  }

  client(id = "a"): RawClient {
    return new RawClient(this.#site, id);
  }

  async inside(id = "a"): Promise<RawClient> {
    const client = this.client(id);
    await client.enter();
    return client;
  }

  /** Seconds. */
  pass(seconds: number): void {
    this.world.run(this.world.now + seconds * 1e6);
  }

  /** The kinds of events so far, with what is asked for. */
  kinds(...wanted: BrokerEvent["kind"][]): BrokerEvent[] {
    return this.events.filter(({ kind }) => wanted.includes(kind));
  }
}
