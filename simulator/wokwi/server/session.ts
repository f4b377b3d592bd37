/**
 * One connection of a client: its files, its simulation, and what it listens to. The simulation runs the
 * project's firmware on the client's diagram. An image that the client uploads is kept, and is not executed:
 * it says so in the log of a chip, which wokwi-cli shows.
 */
import { parseDiagram } from "../../diagram/diagram.ts";
import type { Diagram } from "../../diagram/model.ts";
import { makeNetlist } from "../../diagram/netlist.ts";
import { DiagramError } from "../../diagram/problems.ts";
import type { Simulation, SimulationEvents } from "../../simulation/simulation.ts";
import type { PinRecorder } from "../../trace/pin-recorder.ts";
import { Files } from "./files.ts";
import { CommandError, type Event } from "./messages.ts";
import { PausePoints } from "./pause-points.ts";

export interface RunningSimulation {
  readonly simulation: Simulation;
  close(): Promise<void>;
}

export interface SessionOptions {
  /** The diagram of a client that uploads none. */
  readonly diagram: Diagram;
  /** What runs, for messages: its name and version. */
  readonly firmwareName: string;
  /** Makes a simulation that is paused at power-up. */
  open(diagram: Diagram, events: SimulationEvents): RunningSimulation | Promise<RunningSimulation>;
  send(event: Event): void;
  /** Tells whoever runs the server. */
  log(text: string): void;
}

export interface StartOptions {
  /** The uploaded files that a simulator of the chip would execute. */
  readonly images: readonly string[];
  readonly pause: boolean;
}

export class Session {
  readonly files = new Files();
  readonly pausePoints = new PausePoints(({ id }) => this.#event("sim:pause", pausePayload(id)));
  /** Whether the client listens to the serial monitor. */
  listens = false;
  readonly #options: SessionOptions;
  readonly #pins = new Map<string, () => void>();
  #open: RunningSimulation | undefined;
  #recorder: PinRecorder | undefined;
  #start: StartOptions | undefined;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** @throws CommandError 409 while there is none */
  get simulation(): Simulation {
    if (!this.#open) throw new CommandError(409, "there is no simulation yet: send sim:start first");
    return this.#open.simulation;
  }

  get running(): boolean {
    return this.#open?.simulation.running ?? false;
  }

  /** What has happened at the pins since power-up. */
  get recorder(): PinRecorder {
    void this.simulation;
    return this.#recorder!;
  }

  get nanos(): number {
    return Math.round((this.#open?.simulation.now ?? 0) * 1000);
  }

  /** Adds a pause point, to the simulation or to the one that comes. */
  addPausePoint(point: Parameters<PausePoints["add"]>[0]): void {
    this.pausePoints.add(point, this.#open?.simulation);
  }

  /** Switches on a board, in the place of the one before. @throws CommandError 400 with the diagram's problems */
  async start(options: StartOptions): Promise<void> {
    const diagram = this.#diagram();
    await this.#end();
    this.#start = options;
    const { images } = options;
    if (images.length > 0) {
      const { firmwareName, log } = this.#options;
      const text = `${images.join(", ")}: not executed, an image cannot be executed here; this runs ${firmwareName}`;
      this.#event("chips:log", { chip: "virtual-board", message: text });
      log(text);
    }
    const open = await this.#options.open(diagram, {
      serial: (bytes) => {
        if (this.listens) this.#event("serial-monitor:data", { bytes: [...bytes] });
      },
      died: ({ name, reason }) =>
        this.#event("chips:log", {
          chip: "virtual-board",
          message: `the firmware ended (${name}): ${reason}; the chip restarts`,
        }),
    });
    if (this.#closed) return open.close();
    this.#open = open;
    const { simulation } = open;
    simulation.onFailure((error) => this.#options.log(`the simulation failed: ${(error as Error).stack}`));
    this.#recorder = simulation.record();
    this.pausePoints.start(simulation);
    if (!options.pause) simulation.resume();
  }

  /** The same again, from power-up. */
  async restart(pause: boolean): Promise<void> {
    void this.simulation;
    await this.start({ ...this.#start!, images: [], pause });
  }

  pause(): void {
    const { simulation } = this;
    if (!simulation.running) return;
    simulation.pause();
    this.#event("sim:pause", {});
  }

  /** @param after nanoseconds until the next pause */
  resume(after?: number): void {
    const { simulation } = this;
    if (after !== undefined)
      simulation.pauseAt(simulation.now + after / 1000, () => this.#event("sim:pause", {}));
    simulation.resume();
  }

  /** Tells the client of each change of a pin from now on, or no longer. */
  listenToPin(part: string, pin: string, listen: boolean): void {
    const { simulation } = this;
    const key = `${part}:${pin}`;
    simulation.readPin(part, pin);
    this.#pins.get(key)?.();
    this.#pins.delete(key);
    if (!listen) return;
    const net = simulation.circuit.pin(part, pin)!;
    this.#pins.set(
      key,
      net.observe((value) => this.#event("pin:change", { part, pin, value })),
    );
  }

  /** Switches all off; no event comes any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async #end(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    this.#recorder?.close();
    this.#pins.clear();
    await open?.close();
  }

  #diagram(): Diagram {
    const uploaded = this.files.get("diagram.json");
    if (!uploaded) return this.#options.diagram;
    try {
      const diagram = parseDiagram(uploaded.toString());
      makeNetlist(diagram);
      return diagram;
    } catch (error) {
      if (!(error instanceof DiagramError)) throw error;
      throw new CommandError(400, error.message);
    }
  }

  #event(event: Event["event"], payload: unknown): void {
    if (this.#closed) return;
    this.#options.send({ type: "event", event, payload, nanos: this.nanos, paused: !this.running });
  }
}

const pausePayload = (id: string) => ({ pausePoint: id, pausePointInfo: {} });
