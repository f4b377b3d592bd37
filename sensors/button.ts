/**
 * A push button to ground on an input with pull-up: one event a press, however it bounces.
 *
 * The SDK's pin tells of edges without time stamps, several as one, and does not debounce. So an edge starts
 * a wait, edges meanwhile prolong it, and when the line has been still for `Still` ms its level counts. Real
 * bounce ends after some milliseconds; ten presses a second leave 50 ms for each state.
 */
import type Digital from "embedded:io/digital";
import Timer from "timer";

/** The line must be still for so long, in ms. */
const Still = 10;
const Down = 0;
const Up = 1;

export interface ButtonOptions {
  io: typeof Digital;
  pin: number;
  onPress(): void;
  onRelease?(): void;
}

export default class Button {
  readonly #options: ButtonOptions;
  readonly #pin: Digital;
  #timer: Timer | undefined;
  #moved = false;
  #level: number;

  /** A button that is held from the start is not pressed until it was let go of. */
  constructor(options: ButtonOptions) {
    this.#options = options;
    const { io, pin } = options;
    const button = this;
    this.#pin = new io({
      pin,
      mode: io.InputPullUp,
      edge: io.Rising + io.Falling,
      onReadable() {
        button.#edge();
      },
    });
    this.#level = this.#pin.read();
  }

  get pressed(): boolean {
    return this.#level === Down;
  }

  close(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#pin.close();
  }

  #edge(): void {
    this.#moved = true;
    this.#timer ??= Timer.repeat(() => this.#tick(), Still);
  }

  /** Once a `Still`: over when no edge came since the last time. */
  #tick(): void {
    if (this.#moved) {
      this.#moved = false;
      return;
    }
    Timer.clear(this.#timer);
    this.#timer = undefined;
    const level = this.#pin.read();
    if (level === this.#level) return;
    this.#level = level;
    if (level === Up) this.#options.onRelease?.();
    else this.#options.onPress();
  }
}
