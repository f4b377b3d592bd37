/**
 * Answers `embedded:io/digital` in Moddable's simulator, which has no pins: outputs go nowhere, and an input
 * with a callback is a button that is pressed by itself, twice.
 */
import Timer from "timer";

/** When the button is pressed, and for how long, in ms from the start. */
const Presses = Object.freeze([6000, 9000]);
const PressLength = 120;

interface DigitalOptions {
  pin: number;
  mode: number;
  onReadable?: (this: Digital) => void;
  [option: string]: unknown;
}

export default class Digital {
  static readonly Input = 0;
  static readonly InputPullUp = 1;
  static readonly InputPullDown = 2;
  static readonly InputPullUpDown = 3;
  static readonly Output = 8;
  static readonly OutputOpenDrain = 9;
  static readonly Rising = 1;
  static readonly Falling = 2;

  target: unknown;
  readonly #onReadable: DigitalOptions["onReadable"];
  #level: 0 | 1 = 1;

  constructor(options: DigitalOptions) {
    this.target = options.target;
    this.#onReadable = options.onReadable;
    if (options.mode === Digital.Output) this.#level = 0;
    if (!options.onReadable) return;
    for (const at of Presses) {
      this.changeAt(at, 0);
      this.changeAt(at + PressLength, 1);
    }
  }

  read(): 0 | 1 {
    return this.#level;
  }

  write(value: 0 | 1): void {
    this.#level = value;
  }

  close(): void {}

  private changeAt(delay: number, level: 0 | 1): void {
    Timer.set(() => {
      this.#level = level;
      this.#onReadable?.call(this);
    }, delay);
  }
}
