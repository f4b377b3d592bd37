/**
 * Stands in for `embedded:io/digital` on the ESP32 (modules/io/digital; ECMA-419 chapter 10.1).
 * As there, edges coalesce until the callback runs, carry no time stamp and are not debounced, and a pin
 * belongs to one instance at a time.
 */
import host from "virtual-board/host";

interface DigitalOptions {
  pin: number;
  mode: number;
  edge?: number;
  initialValue?: 0 | 1;
  activeLow?: boolean;
  format?: string;
  target?: unknown;
  onReadable?: (this: Digital) => void;
}

const nothing = () => {};

export default class Digital {
  static Input = 0;
  static InputPullUp = 1;
  static InputPullDown = 2;
  static InputPullUpDown = 3;
  static Output = 8;
  static OutputOpenDrain = 9;
  static ActiveLow = 64;
  static Rising = 1;
  static Falling = 2;

  target: unknown;
  #channel: number;
  #invert: number;
  #input: boolean;

  constructor(options: DigitalOptions) {
    const { pin, mode, onReadable } = options;
    if (pin === undefined) throw new Error("invalid");
    this.#input = mode >= Digital.Input && mode <= Digital.InputPullUpDown;
    if (!this.#input && mode !== Digital.Output && mode !== Digital.OutputOpenDrain)
      throw new RangeError("invalid mode");
    let edge = this.#input && onReadable ? (options.edge ?? 0) : 0;
    if (this.#input && onReadable && !edge) throw new RangeError("invalid edges");
    if ((options.format ?? "number") !== "number") throw new RangeError("invalid format");
    if (options.target !== undefined) this.target = options.target;
    this.#invert = options.activeLow ? 1 : 0;
    if (this.#invert) edge = ((edge & Digital.Rising) << 1) | ((edge & Digital.Falling) >> 1);
    this.#channel = host.open("gpio", edge ? () => onReadable?.call(this) : nothing);
    try {
      host.call(this.#channel, "open", pin, mode, (options.initialValue ?? 0) ^ this.#invert, edge);
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
  }

  read(): 0 | 1 {
    return ((host.call(this.#channel, "read") as number) ^ this.#invert) as 0 | 1;
  }

  write(value: 0 | 1): void {
    if (this.#input) throw new Error("can't write to input");
    host.post(this.#channel, "write", (Number(value) ? 1 : 0) ^ this.#invert);
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
  }

  get format(): "number" {
    return "number";
  }

  set format(value: string) {
    if (value !== "number") throw new RangeError("invalid format");
  }
}
