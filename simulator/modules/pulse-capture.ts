/**
 * Answers `pulse-capture` on the virtual board: the contract is sensors/esp32/pulse-capture.ts, the capture
 * itself simulator/peripherals/capture.ts, with the edges of the simulated pin.
 */
import host from "virtual-board/host";

interface PulseCaptureOptions {
  pin: number;
  onReadable(this: PulseCapture, intervals: Uint16Array): void;
}

export default class PulseCapture {
  #channel: number;
  #busy = false;

  constructor(options: PulseCaptureOptions) {
    const { onReadable } = options;
    this.#channel = host.open("capture", (intervals) => {
      this.#busy = false;
      onReadable.call(this, new Uint16Array(intervals as ArrayBuffer));
    });
    try {
      host.call(this.#channel, "open", options.pin);
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
  }

  start(low: number, window: number): void {
    if (!this.#channel) throw new Error("closed");
    if (this.#busy) throw new Error("busy");
    this.#busy = true;
    host.post(this.#channel, "start", low, window);
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
  }
}
