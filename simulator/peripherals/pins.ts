/** Who uses which GPIO: two drivers on one pin is an error on the chip, and here. */
import type { Terminal } from "../parts/net.ts";

/** ESP32 technical reference manual, chapter 4: what exists, what can drive, what belongs to the flash. */
const existing = (pin: number) =>
  Number.isInteger(pin) && pin >= 0 && pin <= 39 && ![20, 24, 28, 29, 30, 31].includes(pin);
const isFlash = (pin: number) => pin >= 6 && pin <= 11;
const isInputOnly = (pin: number) => pin >= 34;

export class Pins {
  readonly #terminal: (pin: number) => Terminal;
  readonly #used = new Set<number>();

  constructor(terminal: (pin: number) => Terminal) {
    this.#terminal = terminal;
  }

  /** @throws Error in the SDK's words: "invalid pin", "in use", "input only" */
  take(pin: number, output: boolean): Terminal {
    if (!existing(pin) || isFlash(pin)) throw new Error("invalid pin");
    if (this.#used.has(pin)) throw new Error("in use");
    if (output && isInputOnly(pin)) throw new Error("input only");
    this.#used.add(pin);
    return this.#terminal(pin);
  }

  /** Back to the state after reset: an input without pull. */
  release(pin: number): void {
    this.#used.delete(pin);
    const terminal = this.#terminal(pin);
    terminal.drive("released");
    terminal.pull("none");
  }
}
