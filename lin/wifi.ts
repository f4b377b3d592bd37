/** Answers `embedded:network/interface/wifi` in Moddable's simulator: the PC's network, there as soon as it is asked for. */
import Timer from "timer";

const Idle = 200;
const Connecting = 300;
const Ready = 500;

export default class WiFi {
  readonly MAC = "00:00:00:00:00:01";
  readonly address = "127.0.0.1";
  readonly RSSI = 0;
  connection = Idle;
  readonly #onChanged: ((property: "connection") => void) | undefined;

  constructor(options: { onChanged?: (property: "connection") => void }) {
    this.#onChanged = options.onChanged;
  }

  connect(_options: { SSID: string }): void {
    this.connection = Connecting;
    Timer.set(() => {
      this.connection = Ready;
      this.#onChanged?.("connection");
    });
  }

  disconnect(): void {
    this.connection = Idle;
  }

  close(): void {}
}
