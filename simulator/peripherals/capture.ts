/**
 * Answers `pulse-capture`: what sensors/esp32/pulse-capture.c does with a GPIO interrupt and a timer, here
 * with the edges of the simulated pin. The intervals are those of the edges, moved by the interrupt's latency.
 */
import type { Terminal } from "../parts/net.ts";
import type { Random } from "../world/random.ts";
import type { Scheduled, World } from "../world/world.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";
import type { Pins } from "./pins.ts";

/** Falling edges kept of one capture (sensors/esp32/pulse-capture.ts). */
const limit = 64;
/** An ESP32's interrupt takes its time stamp this many microseconds late. */
const latency = { least: 2, most: 5 };

export class Capture implements Peripheral {
  readonly #pins: Pins;
  readonly #world: World;
  readonly #random: Random;

  constructor(pins: Pins, world: World) {
    this.#pins = pins;
    this.#world = world;
    this.#random = world.random.fork("capture");
  }

  open(channel: Channel): Port {
    let pin: number | undefined;
    let terminal: Terminal | undefined;
    let stop: (() => void) | undefined;
    let step: Scheduled | undefined;

    const finish = (intervals: number[]): void => {
      stop?.();
      stop = undefined;
      channel.post(new Uint8Array(new Uint16Array(intervals).buffer));
    };
    const record = (line: Terminal, window: number): void => {
      const released = this.#world.now;
      const intervals: number[] = [];
      let last = released;
      line.drive("released");
      stop = line.observe((level, at) => {
        if (level !== 0 || intervals.length === limit) return;
        const time = Math.max(last, at + this.#random.integer(latency.least, latency.most));
        intervals.push(time - last);
        last = time;
      });
      step = this.#world.schedule(released + window * 1000, () => finish(intervals));
    };

    return {
      call: (_open, number) => {
        terminal = this.#pins.take(number as number, true);
        terminal.pull("up");
        pin = number as number;
        return undefined;
      },
      receive: (_start, low, window) => {
        const line = terminal;
        if (!line) return;
        line.drive("low");
        step = this.#world.schedule(this.#world.now + (low as number), () => record(line, window as number));
      },
      close: () => {
        step?.cancel();
        stop?.();
        if (pin !== undefined) this.#pins.release(pin);
      },
    };
  }
}
