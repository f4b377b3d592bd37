/**
 * Answers `pulse-capture` in Moddable's simulator: a DHT22 that always measures 24.0 °C and 40.0 %, with the
 * data sheet's typical times. The contract is sensors/esp32/pulse-capture.ts.
 */
import Timer from "timer";

/** 40.0 %, 24.0 °C, and the checksum. */
const Frame = Object.freeze([0x01, 0x90, 0x00, 0xf0, 0x81]);

interface PulseCaptureOptions {
  onReadable(this: PulseCapture, intervals: Uint16Array): void;
}

export default class PulseCapture {
  readonly #options: PulseCaptureOptions;
  #timer: Timer | undefined;

  constructor(options: PulseCaptureOptions) {
    this.#options = options;
  }

  start(_low: number, window: number): void {
    if (this.#timer) throw new Error("busy");
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      this.#options.onReadable.call(this, this.#intervals());
    }, window);
  }

  close(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
  }

  #intervals(): Uint16Array {
    const intervals = new Uint16Array(42);
    intervals[0] = 30;
    intervals[1] = 160;
    for (let bit = 0; bit < 40; bit++) {
      const one = ((Frame[bit >> 3] as number) >> (7 - (bit & 7))) & 1;
      intervals[bit + 2] = one ? 120 : 76;
    }
    return intervals;
  }
}
