/**
 * A whole node at home, in virtual time: the board with its parts, the Wi-Fi, the network behind it and a broker,
 * all in one world. The same seed is the same run, to the last bit and computron.
 */
import { Board } from "../board.ts";
import { ModelBroker } from "../broker/model-broker.ts";
import { buildCircuit, type Circuit } from "../circuit.ts";
import type { Diagram } from "../diagram/diagram.ts";
import { makeNetlist } from "../diagram/netlist.ts";
import type { Firmware } from "../firmware/firmware.ts";
import type { Conditions } from "../network/conditions.ts";
import type { Network } from "../network/network.ts";
import { SimulatedNetwork } from "../network/simulated-network.ts";
import { Dht22 } from "../parts/dht22.ts";
import { ESP32_GPIOS } from "../parts/esp32-devkit.ts";
import { Led } from "../parts/led.ts";
import { PushButton } from "../parts/pushbutton.ts";
import { NVS } from "../peripherals/nvs.ts";
import { ClientSession } from "../tls/client.ts";
import { authority } from "../tls/identity.ts";
import type { TrafficKeys } from "../tls/secrets.ts";
import { VirtualWorld } from "../world/virtual-world.ts";
import type { HomeEvent, HomeObserver } from "./events.ts";
import type { KeysOf } from "./wiretap.ts";

/** Where the broker is in the simulated network. */
export const brokerHost = {
  name: "broker.local",
  address: "192.168.1.10",
  port: 1883,
  tlsPort: 8883,
} as const;

export interface HomeOptions {
  /** The engine's program (engine/build.ts). */
  engine: string;
  /** Configured with `brokerConfig`. */
  firmware: Firmware;
  diagram: Diagram;
  seed: number | string;
  /** Microseconds that the chip's counters show at power-up: the world begins there. */
  start?: number;
  conditions?: Partial<Conditions>;
  /** Pins whose edges are not told: a sensor's wire has a thousand a minute. */
  untold?: readonly number[];
}

/** The firmware's configuration for the broker there. */
export function brokerConfig(secure: boolean): Readonly<Record<string, string | number | boolean>> {
  const { name: broker, port, tlsPort } = brokerHost;
  return secure ? { broker, port: tlsPort, secure, ca: authority() } : { broker, port };
}

export class Home {
  readonly world: VirtualWorld;
  readonly circuit: Circuit;
  readonly board: Board;
  readonly network: SimulatedNetwork;
  readonly broker: ModelBroker;
  readonly nvs = new NVS();
  /** The world's time at power-up. */
  readonly start: number;
  /** The ESP32's pins that something is wired to. */
  readonly gpios: readonly number[];
  /** With TLS: the keys of the connections that the node has. */
  readonly keysOf: KeysOf | undefined;
  readonly #keys = new Map<number, TrafficKeys>();
  #observers: readonly HomeObserver[] = [];

  /** Everything is there, and the power is off. */
  constructor({ engine, firmware, diagram, seed, start = 0, conditions = {}, untold = [] }: HomeOptions) {
    this.world = new VirtualWorld(seed);
    this.world.run(start);
    this.start = start;
    this.gpios = wiredGpios(diagram);
    this.circuit = buildCircuit(diagram, this.world);
    // The board makes its peripherals in its constructor, and none of them asks the network before it runs.
    const network: Network = {
      resolve: (name, done) => this.network.resolve(name, done),
      connect: (address, port, listener) => this.network.connect(address, port, listener),
      time: (server, done) => this.network.time(server, done),
    };
    const { circuit, world, nvs } = this;
    const random = world.random.fork("TLS of the node");
    const tls = (server: string) => new ClientSession(server, random);
    this.board = new Board(
      { engine, firmware, circuit, world, network, nvs, tls },
      {
        console: (line) => this.#tell({ kind: "console", line }),
        booted: () => this.#tell({ kind: "boot" }),
        died: (death) => this.#tell({ kind: "died", death }),
        turned: (computrons) => this.#tell({ kind: "turn", computrons }),
      },
    );
    this.network = new SimulatedNetwork(this.world, { conditions });
    this.network.addHost(brokerHost.name, brokerHost.address);
    const secure = firmware.config.secure === true;
    if (secure) this.keysOf = (link) => this.#keys.get(link);
    const { address, port, tlsPort } = brokerHost;
    this.broker = new ModelBroker(this.world, this.network, {
      address,
      port: secure ? tlsPort : port,
      ...(secure && { secure: (connection, keys) => this.#agreed(connection, keys) }),
    });
    this.#watch(this.gpios.filter((gpio) => !untold.includes(gpio)));
  }

  get button(): PushButton | undefined {
    return this.#part(PushButton);
  }

  get sensor(): Dht22 | undefined {
    return this.#part(Dht22);
  }

  /** Calls back with all that happens; returns how to stop. */
  observe(observer: HomeObserver): () => void {
    this.#observers = [...this.#observers, observer];
    return () => {
      this.#observers = this.#observers.filter((other) => other !== observer);
    };
  }

  powerOn(): void {
    if (this.board.on) return;
    this.#tell({ kind: "power", on: true });
    this.board.powerOn();
  }

  powerOff(): void {
    if (!this.board.on) return;
    this.board.powerOff();
    this.#tell({ kind: "power", on: false });
  }

  /** Tells the observers of something that is done to the world. */
  act(name: string, detail = ""): void {
    this.#tell({ kind: "action", name, detail });
  }

  close(): void {
    this.board.powerOff();
    this.circuit.close();
    this.world.close();
  }

  #part<T>(type: new (...values: never[]) => T): T | undefined {
    for (const part of this.circuit.parts.values()) if (part instanceof type) return part;
    return undefined;
  }

  #watch(gpios: readonly number[]): void {
    for (const gpio of gpios)
      this.circuit.gpio(gpio)!.observeState((state) => this.#tell({ kind: "pin", gpio, state }));
    for (const part of this.circuit.parts.values())
      if (part instanceof Led) part.onChange((lit) => this.#tell({ kind: "lamp", part: part.id, lit }));
    this.nvs.onPhase = (phase, domain, key) => this.#tell({ kind: "nvs", phase, domain, key });
    this.network.observe((event) => {
      this.#tell({ kind: "network", event });
      if (event.kind === "over" && event.side === "client") this.#keys.delete(event.link.id);
    });
    this.broker.observe((event) => this.#tell({ kind: "broker", event }));
  }

  #agreed(connection: number, keys: TrafficKeys): void {
    for (const link of this.network.links)
      if (link.id === connection && link.isOpen("client")) this.#keys.set(connection, keys);
  }

  #tell(event: HomeEvent): void {
    const { now } = this.world;
    for (const observer of this.#observers) observer(event, now);
  }
}

function wiredGpios(diagram: Diagram): number[] {
  const netlist = makeNetlist(diagram);
  return ESP32_GPIOS.filter((gpio) => (netlist.netOfGpio(gpio)?.pins.length ?? 0) > 1);
}
