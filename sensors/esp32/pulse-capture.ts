/**
 * `pulse-capture`: a start pulse, then the intervals of the falling edges that answer it. Native, on the ESP32
 * (pulse-capture.c); the virtual board has a stand-in, simulator/modules/pulse-capture.ts.
 *
 * Falling edges only: those of a DHT22 are 70 us apart at least, so an interrupt that comes some tens of
 * microseconds late loses none of them, and a slow simulated CPU keeps up.
 */
export interface PulseCaptureOptions {
  /** GPIO number; the line is driven open-drain, with the pull-up on. */
  pin: number;
  /**
   * The capture's window is over; called once for each `start`, also when nothing fell.
   * @param intervals in us, from the line's release to its first fall, then from fall to fall; of the first 64
   * falls, so that 64 of them mean that there may have been more
   */
  onReadable(this: PulseCapture, intervals: Uint16Array): void;
}

/** The form that the SDK's compiler turns into host functions: nothing but the call of the native. */
class NativeCapture extends Native("xs_pulsecapture_destructor") {
  constructor(pin: number, callback: (intervals: ArrayBuffer) => void) {
    super();
    native("xs_pulsecapture").call(this, pin, callback);
  }

  start(low: number, window: number): void {
    native("xs_pulsecapture_start").call(this, low, window);
  }

  close(): void {
    native("xs_pulsecapture_close").call(this);
  }
}

export default class PulseCapture {
  readonly #capture: NativeCapture;

  /** @throws Error "invalid pin", "in use", "input only" */
  constructor(options: PulseCaptureOptions) {
    this.#capture = new NativeCapture(options.pin, (intervals) => {
      options.onReadable.call(this, new Uint16Array(intervals));
    });
  }

  /**
   * Drives the line low for `low` us, releases it, and records its falls for `window` ms. Returns at once.
   * @throws Error "busy" while a capture is under way, "closed" after `close`
   */
  start(low: number, window: number): void {
    this.#capture.start(low, window);
  }

  /** A capture that is under way is dropped: its callback never comes. */
  close(): void {
    this.#capture.close();
  }
}
