/** The network that a simulation's node finds, with a broker where its configuration expects one. */
import { ModelBroker } from "../broker/model-broker.ts";
import type { Network } from "../network/network.ts";
import { RealNetwork } from "../network/real-network.ts";
import { SimulatedNetwork } from "../network/simulated-network.ts";
import type { World } from "../world/world.ts";

/** Where a broker is. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
}

/** The broker that a firmware's configuration names. */
export function configuredBroker(config: Readonly<Record<string, unknown>>): BrokerAddress {
  return { host: String(config.broker), port: Number(config.port) };
}

const isAddress = /^\d+\.\d+\.\d+\.\d+$/;
const address = "192.168.1.10";

/**
 * A network in virtual time whose broker has the configured broker's name and port: the firmware keeps its
 * configuration, byte for byte. It does not speak TLS: the configured authority has signed nothing for it.
 */
export function simulatedHome(
  world: World,
  config: Readonly<Record<string, unknown>>,
): { network: SimulatedNetwork; broker: ModelBroker } {
  const { host, port } = configuredBroker(config);
  const network = new SimulatedNetwork(world);
  if (!isAddress.test(host)) network.addHost(host, address);
  const broker = new ModelBroker(world, network, { address: isAddress.test(host) ? host : address, port });
  return { network, broker };
}

/** The PC's network, where another broker answers in the place of the configured one. */
export function redirectedNetwork(configured: BrokerAddress, broker: BrokerAddress): Network {
  const real = new RealNetwork();
  /** The configured name's address, as this network gives it. */
  let answered = configured.host;
  return {
    resolve(name, done) {
      if (name !== configured.host) return real.resolve(name, done);
      real.resolve(broker.host, (found) => {
        if (found !== undefined) answered = found;
        done(found);
      });
    },
    connect(to, port, listener) {
      const redirected = port === configured.port && (to === answered || to === configured.host);
      if (!redirected) return real.connect(to, port, listener);
      return real.connect(to === configured.host ? broker.host : to, broker.port, listener);
    },
    time: (server, done) => real.time(server, done),
  };
}
