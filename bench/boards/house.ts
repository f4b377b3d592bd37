/** One of many boards in a world that they share: its own circuit, its own chance, its own names at the broker. */
import { Board } from "../../simulator/board.ts";
import { buildCircuit } from "../../simulator/circuit.ts";
import type { Diagram } from "../../simulator/diagram/diagram.ts";
import type { Firmware } from "../../simulator/firmware/firmware.ts";
import type { Network } from "../../simulator/network/network.ts";
import type { Dht22 } from "../../simulator/parts/dht22.ts";
import type { PushButton } from "../../simulator/parts/pushbutton.ts";
import { partTypes } from "../../simulator/parts/registry.ts";
import type { World } from "../../simulator/world/world.ts";
import type { Deeds } from "./messages.ts";
import { baseTopic, macAddressOf, temperatureOf } from "./names.ts";

export interface Street {
  readonly engine: string;
  /** Its language is `en`; it has no `topic` and no `client_id`. */
  readonly firmware: Firmware;
  readonly diagram: Diagram;
  readonly world: World;
  readonly network: Network;
  /** A board had a turn that was due at this time of the world. */
  turned(at: number): void;
}

/** How long a finger stays on the button, in microseconds. */
const pressLength = 120_000;

/** With a MAC address of its own. */
function addressed(diagram: Diagram, board: number): Diagram {
  const macAddress = macAddressOf(board);
  const parts = diagram.parts.map((part) =>
    partTypes.get(part.type)?.board ? { ...part, attrs: { ...part.attrs, macAddress } } : part,
  );
  return { ...diagram, parts };
}

export class House {
  readonly deeds: Deeds;
  readonly #street: Street;
  readonly #button: PushButton;
  readonly #board: Board;
  readonly #connected: string;
  readonly #acknowledged: string;

  constructor(number: number, street: Street) {
    this.#street = street;
    this.deeds = {
      board: number,
      readings: 0,
      failed: 0,
      presses: 0,
      acknowledged: 0,
      connections: 0,
      restarts: 0,
    };
    const base = baseTopic(number);
    this.#connected = `, topic ${base}`;
    this.#acknowledged = `MQTT: acknowledged ${base}/alarma`;
    const { engine, firmware, diagram, world: shared, network } = street;
    const world: World = {
      get now() {
        return shared.now;
      },
      random: shared.random.fork(base),
      schedule: (at, action) => shared.schedule(at, action),
      close() {},
    };
    const circuit = buildCircuit(addressed(diagram, number), world);
    (circuit.parts.get("dht") as Dht22).controls.temperature.set(temperatureOf(number));
    this.#button = circuit.parts.get("btn") as PushButton;
    this.#board = new Board(
      { engine, firmware, circuit, world, network },
      {
        console: (line) => this.#hear(line),
        turned: (_computrons, at) => street.turned(at),
        died: () => {
          this.deeds.restarts++;
        },
      },
    );
  }

  powerOn(): void {
    this.#board.powerOn();
  }

  press(): void {
    const { world } = this.#street;
    this.deeds.presses++;
    this.#button.press();
    world.schedule(world.now + pressLength, () => this.#button.release());
  }

  /** The node's own lines, as console/texts.ts has them in English. */
  #hear(line: string): void {
    if (/^Climate: -?\d/.test(line)) this.deeds.readings++;
    else if (line.startsWith("Climate: ")) this.deeds.failed++;
    else if (line === this.#acknowledged) this.deeds.acknowledged++;
    else if (line.startsWith("MQTT: connected as ") && line.endsWith(this.#connected))
      this.deeds.connections++;
  }
}
