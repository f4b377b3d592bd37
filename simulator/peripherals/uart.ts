/**
 * UART0 for `embedded:io/serial`: the serial console's input, as the bridge to the PC sends it. Bytes take
 * their time on the wire, wait in a FIFO of 128, and are lost where it is full or where nobody listens.
 */
import type { World } from "../world/world.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";
import type { Pins } from "./pins.ts";

/** ESP32 technical reference manual, chapter 13: FIFO, and the fill at which it interrupts. */
const fifoSize = 128;
const fullThreshold = 96;
/** Start bit, eight data bits, stop bit. */
const bitsPerByte = 10;

export class UART implements Peripheral {
  readonly #pins: Pins;
  readonly #world: World;
  /** What is still on the wire, the oldest first. */
  #wire = new Uint8Array();
  #moving = false;
  #fifo: number[] = [];
  #listener: { channel: Channel; baud: number } | undefined;

  constructor(pins: Pins, world: World) {
    this.#pins = pins;
    this.#world = world;
  }

  /** The PC sends bytes at the firmware's own baud rate. */
  send(bytes: Uint8Array): void {
    this.#wire = Buffer.concat([this.#wire, bytes]);
    if (!this.#moving) this.#move();
  }

  open(channel: Channel): Port {
    let pin: number | undefined;
    let port: number | undefined;
    return {
      call: (command, ...values) => {
        if (command === "read") return Uint8Array.from(this.#fifo.splice(0, values[0] as number));
        if (command === "available") return this.#fifo.length;
        const [number, receive, baud] = values as [number, number, number];
        this.#pins.take(receive, false);
        [pin, port] = [receive, number];
        this.#fifo = [];
        if (port === 0) this.#listener = { channel, baud };
        return undefined;
      },
      close: () => {
        if (pin !== undefined) this.#pins.release(pin);
        if (port === 0) this.#listener = undefined;
      },
    };
  }

  #move(): void {
    const burst = this.#wire.subarray(0, fullThreshold);
    this.#moving = burst.length > 0;
    if (!this.#moving) return;
    const baud = this.#listener?.baud ?? 115_200;
    const length = Math.round((burst.length * bitsPerByte * 1e6) / baud);
    this.#world.schedule(this.#world.now + length, () => {
      this.#wire = this.#wire.subarray(burst.length);
      this.#arrive(burst);
      this.#move();
    });
  }

  #arrive(bytes: Uint8Array): void {
    if (!this.#listener) return;
    this.#fifo.push(...bytes.subarray(0, fifoSize - this.#fifo.length));
    this.#listener.channel.notify(() => {});
  }
}
