/** GPIO for `embedded:io/digital`: levels, drive, pulls, and an interrupt whose edges coalesce. */
import type { Value } from "../engine/frames.ts";
import type { Terminal } from "../parts/net.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";
import type { Pins } from "./pins.ts";

/** As in the SDK's digital.h. */
const mode = { input: 0, inputPullUp: 1, inputPullDown: 2, inputPullUpDown: 3, output: 8, openDrain: 9 };
const edge = { rising: 1, falling: 2 };

export class GPIO implements Peripheral {
  readonly #pins: Pins;

  constructor(pins: Pins) {
    this.#pins = pins;
  }

  open(channel: Channel): Port {
    let pin: number | undefined;
    let terminal: Terminal | undefined;
    let stop: (() => void) | undefined;
    let openDrain = false;
    let pending = false;

    const drive = (value: Value) => terminal?.drive(value ? (openDrain ? "released" : "high") : "low");
    const open = (number: number, pinMode: number, initial: number, edges: number): void => {
      const output = pinMode === mode.output || pinMode === mode.openDrain;
      terminal = this.#pins.take(number, output);
      pin = number;
      openDrain = pinMode === mode.openDrain;
      if (output) drive(initial);
      else if (pinMode === mode.inputPullUp || pinMode === mode.inputPullUpDown) terminal.pull("up");
      else if (pinMode === mode.inputPullDown) terminal.pull("down");
      if (edges)
        stop = terminal.observe((level) => {
          if (pending || !(edges & (level ? edge.rising : edge.falling))) return;
          pending = true;
          channel.notify(() => {
            pending = false;
          });
        });
    };

    return {
      call(command, ...values) {
        if (command === "open") {
          open(...(values as [number, number, number, number]));
          return undefined;
        }
        return terminal?.level ?? 0;
      },
      receive: (_write, level) => drive(level),
      close: () => {
        stop?.();
        if (pin !== undefined) this.#pins.release(pin);
      },
    };
  }
}
