/** A home's pins as a Value Change Dump, written as it happens. */
import type { Diagram } from "../diagram/diagram.ts";
import { drawnPins } from "../trace/drawn-pins.ts";
import { VCDWriter } from "../trace/vcd.ts";
import type { Home } from "./home.ts";

export class PinDump {
  readonly #writer: VCDWriter;

  /**
   * Watches the pins from now on; times count from the home's start.
   * @param write called with pieces of the file, in order
   */
  constructor(home: Home, diagram: Diagram, write: (text: string) => void) {
    const signals = drawnPins(diagram, home.circuit);
    const pins = signals.map(({ name, net }) => ({ name, state: net.state }));
    this.#writer = new VCDWriter(pins, home.start, write);
    for (const [pin, { net }] of signals.entries())
      net.observeState((state, at) => this.#writer.change(pin, state, at));
  }

  /** Ends the dump at this time of the world. */
  end(at: number): void {
    this.#writer.timeIs(at);
  }
}
