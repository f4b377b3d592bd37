/**
 * A board with its parts, from power-up on, driven as Wokwi's simulations are: time that pauses at a moment
 * or at a text on the serial port, controls, pins. What a scenario and the Wokwi server have in common.
 */
import { Board } from "../board.ts";
import { buildCircuit, type Circuit } from "../circuit.ts";
import type { Diagram } from "../diagram/diagram.ts";
import { suggest } from "../diagram/suggest.ts";
import { drawPart } from "../drawing/draw-part.ts";
import type { Death } from "../engine/deaths.ts";
import type { Firmware } from "../firmware/firmware.ts";
import type { Network } from "../network/network.ts";
import type { Level } from "../parts/net.ts";
import type { Part } from "../parts/part.ts";
import { partTypes } from "../parts/registry.ts";
import { drawnPins } from "../trace/drawn-pins.ts";
import { PinRecorder } from "../trace/pin-recorder.ts";
import type { Pace } from "./pace.ts";
import { SerialSearch } from "./serial-search.ts";

export interface SimulationOptions {
  /** The engine's program (engine/build.ts). */
  engine: string;
  firmware: Firmware;
  diagram: Diagram;
  pace: Pace;
  network: Network;
}

/** Times are microseconds since power-up. */
export interface SimulationEvents {
  /** What the chip says on UART0, if the serial monitor is wired to it. */
  serial?(bytes: Uint8Array, at: number): void;
  /** The firmware ended by itself and the chip restarts. */
  died?(death: Death, at: number): void;
}

export interface PinReading {
  readonly level: Level;
  /** In volts. */
  readonly voltage: number;
}

const lineEnd = "\r\n";
const logicVoltage = 3.3;
const supplyVoltage = 5;

/** The power is on and time is paused when it is made. */
export class Simulation {
  readonly circuit: Circuit;
  readonly diagram: Diagram;
  readonly #board: Board;
  readonly #pace: Pace;
  readonly #search = new SerialSearch();

  /** @throws DiagramError when two supply rails are wired together */
  constructor(options: SimulationOptions, events: SimulationEvents = {}) {
    const { engine, firmware, diagram, pace, network } = options;
    const { world } = pace;
    this.diagram = diagram;
    this.#pace = pace;
    this.circuit = buildCircuit(diagram, world);
    this.#board = new Board(
      { engine, firmware, circuit: this.circuit, world, network },
      {
        console: (line, at) => {
          if (!this.circuit.serial.output) return;
          const bytes = Buffer.from(line + lineEnd);
          events.serial?.(bytes, at);
          this.#search.feed(bytes);
        },
        died: (death, at) => events.died?.(death, at),
      },
    );
    this.#board.powerOn();
  }

  /** Microseconds since power-up. */
  get now(): number {
    return this.#pace.world.now;
  }

  get running(): boolean {
    return this.#pace.running;
  }

  /** Calls `failed` instead of throwing, when the simulator itself fails; time is paused then. */
  onFailure(failed: (error: unknown) => void): void {
    this.#pace.onError = failed;
  }

  resume(): void {
    this.#pace.resume();
  }

  pause(): void {
    this.#pace.pause();
  }

  /**
   * Pauses at a time; at once, when time passes again, if that is over.
   * @param at microseconds since power-up
   * @param hit called in the pause
   * @returns how to call it off
   */
  pauseAt(at: number, hit: () => void): () => void {
    const event = this.#pace.world.schedule(at, () => this.#stop(hit));
    return () => event.cancel();
  }

  /** Pauses when the serial port has said these bytes since the last such match; else as `pauseAt`. */
  pauseAtSerial(bytes: Uint8Array, hit: () => void): () => void {
    let cancel = () => {};
    const giveUp = this.#search.want(bytes, () => {
      // Found while time stands, it counts as soon as time passes again.
      if (this.running) this.#stop(hit);
      else cancel = this.pauseAt(this.now, hit);
    });
    return () => {
      giveUp();
      cancel();
    };
  }

  /**
   * Types at the serial monitor.
   * @throws RangeError when the serial monitor is not wired to the chip
   */
  writeSerial(bytes: Uint8Array): void {
    if (!this.circuit.serial.input)
      throw new RangeError(
        'the serial monitor cannot write: the diagram lacks ["esp:RX", "$serialMonitor:TX"]',
      );
    this.#board.writeSerial(bytes);
  }

  /** @throws RangeError naming the part, its control and what is allowed */
  setControl(id: string, name: string, value: number | string): void {
    const part = this.part(id);
    const control = Object.hasOwn(part.controls, name) ? part.controls[name] : undefined;
    if (!control) {
      const known = Object.keys(part.controls);
      throw new RangeError(`part "${id}" (${part.type}) has no control "${name}"; ${suggest(name, known)}`);
    }
    control.set(value);
  }

  /** @throws RangeError naming the part or its pins */
  readPin(id: string, name: string): PinReading {
    const { type } = this.part(id);
    const net = this.circuit.pin(id, name);
    const { pins } = partTypes.get(type)!;
    if (!net)
      throw new RangeError(
        `part "${id}" (${type}) has no pin "${name}"; ${suggest(name, Object.keys(pins))}`,
      );
    const high = pins[name]!.rail === "5V" ? supplyVoltage : logicVoltage;
    return { level: net.level, voltage: net.level * high };
  }

  /** The part as it looks now, as a PNG. @throws RangeError when there is no such part */
  screenshot(id: string): Buffer {
    return drawPart(this.part(id));
  }

  /** Records from now on what happens at the chip's pins that are wired to parts. */
  record(): PinRecorder {
    return new PinRecorder(drawnPins(this.diagram, this.circuit), this.now);
  }

  /** @throws RangeError with the parts that there are */
  part(id: string): Part {
    const part = this.circuit.parts.get(id);
    if (!part) throw new RangeError(`there is no part "${id}"; ${suggest(id, this.circuit.parts.keys())}`);
    return part;
  }

  /** Switches all off; the network is whoever's made it. */
  close(): void {
    this.#board.powerOff();
    this.circuit.close();
    this.#pace.close();
  }

  #stop(hit: () => void): void {
    this.#pace.pause();
    hit();
  }
}
