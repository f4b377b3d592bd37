/**
 * A push button from a pin to ground, with the pin's pull-up: one event a press, however it bounces.
 *
 * The SDK's digital IO tells that there were edges, several as one, without their times, and does not
 * debounce (ECMA-419, 10.1 leaves that to the host). So after the last edge that was told the line must have
 * been still for `Still`, then its level counts. An edge only notes the time: there is one timer, set by the
 * first edge of a burst, and set again when it finds that there were others.
 */
import type Digital from "embedded:io/digital";
import Time from "time";
import Timer from "timer";

/** In ms. Contacts bounce for 1 to 6 ms; ten presses a second leave 50 ms for each level. */
const Still = 10;
/** The millisecond in which the edge came was not a whole one. */
const Wait = Still + 1;

const Pressed = 0;

export interface ButtonOptions {
  io: typeof Digital;
  pin: number;
  /** Kept as the button's `target`. */
  target?: unknown;
  onPress(this: Button): void;
  /** The button that `onPress` told of was let go of. */
  onRelease?(this: Button): void;
}

export default class Button {
  readonly #options: ButtonOptions;
  readonly #input: Digital;
  #timer: Timer | undefined;
  /** Ticks of the last edge. */
  #edgeAt = 0;
  #level: number;
  /** Whether `onPress` told of the press that lasts. */
  #told = false;

  /**
   * A button that is held from the start must be let go of before a press counts.
   * @throws Error "invalid pin", "in use"
   */
  constructor(options: ButtonOptions) {
    this.#options = options;
    const { io, pin } = options;
    this.#input = new io({
      pin,
      mode: io.InputPullUp,
      edge: io.Rising + io.Falling,
      target: this,
      onReadable: Button.#onReadable,
    });
    this.#level = this.#input.read();
  }

  static #onReadable(this: Digital): void {
    (this as unknown as { target: Button }).target.edge();
  }

  get target(): unknown {
    return this.#options.target;
  }

  get pressed(): boolean {
    return this.#told;
  }

  close(): void {
    Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#input.close();
  }

  private edge(): void {
    this.#edgeAt = Time.ticks;
    if (!this.#timer) this.wait(Wait);
  }

  private wait(ms: number): void {
    this.#timer = Timer.set(() => this.settle(), ms);
  }

  private settle(): void {
    const still = Time.delta(this.#edgeAt);
    if (still < Wait) {
      this.wait(Wait - still);
      return;
    }
    this.#timer = undefined;
    const level = this.#input.read();
    if (level === this.#level) return;
    this.#level = level;
    if (level === Pressed) {
      this.#told = true;
      this.#options.onPress.call(this);
    } else if (this.#told) {
      this.#told = false;
      this.#options.onRelease?.call(this);
    }
  }
}
