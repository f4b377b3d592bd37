/**
 * `pulse-capture`: a start pulse, then the times of the falling edges that answer it. Native, on the ESP32
 * (pulse-capture.c); the virtual board has a stand-in, simulator/modules/pulse-capture.ts.
 *
 * Falling edges only: those of a DHT22 are 70 us apart at least, so an interrupt that comes some tens of
 * microseconds late loses none of them, and a simulated CPU of 8 MHz keeps up.
 */
export interface PulseCaptureOptions {
  /** GPIO number; the line is driven open-drain, with the pull-up on. */
  pin: number;
  /**
   * The capture's window is over.
   * @param falls times in us since the line was released, in order; 64 at most
   */
  onReadable(this: PulseCapture, falls: Uint16Array): void;
}

class PulseCapture extends Native("xs_pulsecapture_destructor") {
  /** @throws Error "invalid pin", "in use" */
  constructor(options: PulseCaptureOptions) {
    super();
    native("xs_pulsecapture").call(this, options.pin, (falls: ArrayBuffer) => {
      options.onReadable.call(this, new Uint16Array(falls));
    });
  }

  /**
   * Drives the line low for `low` us, releases it, and records its falls for `window` ms. Returns at once.
   * @throws Error "busy" while a capture is under way, "closed" after `close`
   */
  start(low: number, window: number): void {
    native("xs_pulsecapture_start").call(this, low, window);
  }

  /** A capture that is under way is dropped: its callback never comes. */
  close(): void {
    native("xs_pulsecapture_close").call(this);
  }
}

export default PulseCapture;
