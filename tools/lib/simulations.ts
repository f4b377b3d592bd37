/** Simulations for the command line: in virtual time with a simulated network, or in wall-clock time with a real broker. */
import type { Diagram } from "../../simulator/diagram/diagram.ts";
import type { Firmware } from "../../simulator/firmware/firmware.ts";
import {
  type BrokerAddress,
  configuredBroker,
  redirectedNetwork,
  simulatedHome,
} from "../../simulator/simulation/home.ts";
import { VirtualPace, WallPace } from "../../simulator/simulation/pace.ts";
import { Simulation, type SimulationEvents } from "../../simulator/simulation/simulation.ts";
import { startBroker } from "./embedded-broker.ts";

export interface SimulationSource {
  /** The engine's program. */
  readonly engine: string;
  readonly firmware: Firmware;
  readonly diagram: Diagram;
  /** All chance in a simulation comes from it. */
  readonly seed: number;
}

export interface OpenSimulation {
  readonly simulation: Simulation;
  /** The broker that answers in the place of the configured one, in wall-clock time. */
  readonly broker?: BrokerAddress;
  close(): Promise<void>;
}

/** Deterministic: the same seed gives the same run. @throws DiagramError, Error */
export function openVirtual(source: SimulationSource, events: SimulationEvents): OpenSimulation {
  const pace = new VirtualPace(source.seed);
  try {
    const { network } = simulatedHome(pace.world, source.firmware.config);
    const simulation = new Simulation({ ...source, pace, network }, events);
    return { simulation, close: async () => simulation.close() };
  } catch (error) {
    pace.close();
    throw error;
  }
}

/** @throws Error when the firmware's configuration asks for TLS, and the broker of the simulation cannot have it */
export function checkBroker(
  config: Readonly<Record<string, unknown>>,
  virtual: boolean,
  broker: BrokerAddress | undefined,
): void {
  if (config.secure !== true) return;
  if (virtual)
    throw new Error(
      'in virtual time the broker cannot speak TLS, for the configured authority has not signed for it: "secure" must be false in the configuration',
    );
  if (!broker) throw new Error("the embedded broker does not speak TLS: name one that does, with --broker");
}

/**
 * With real sockets.
 * @param broker undefined for an embedded one of its own
 * @throws DiagramError, Error
 */
export async function openReal(
  source: SimulationSource,
  events: SimulationEvents,
  broker: BrokerAddress | undefined,
): Promise<OpenSimulation> {
  const embedded = broker ? undefined : await startBroker();
  const answering = broker ?? { host: embedded!.host, port: embedded!.port };
  const pace = new WallPace(source.seed);
  try {
    const network = redirectedNetwork(configuredBroker(source.firmware.config), answering);
    const simulation = new Simulation({ ...source, pace, network }, events);
    return {
      simulation,
      broker: answering,
      async close() {
        simulation.close();
        await embedded?.close();
      },
    };
  } catch (error) {
    pace.close();
    await embedded?.close();
    throw error;
  }
}
