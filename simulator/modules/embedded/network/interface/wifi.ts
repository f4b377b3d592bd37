/**
 * Stands in for `embedded:network/interface/wifi` on the ESP32 (modules/io/wifi/esp32; ECMA-419 chapter 23):
 * it never reconnects by itself, and `connect` throws while a connection is being made or is there.
 */
import host, { type Value } from "virtual-board/host";

interface WiFiOptions {
  onChanged?: (property: "connection" | "address") => void;
}

interface ConnectOptions {
  SSID: string;
  password?: string;
  channel?: number;
}

export default class WiFi {
  #channel: number;
  #connection = 200;

  constructor(options: WiFiOptions) {
    this.#channel = host.open("wifi", (connection) => {
      this.#connection = connection as number;
      options.onChanged?.("connection");
    });
  }

  connect(options: ConnectOptions): void {
    if (this.#connection === 300) throw new Error("already connecting");
    if (this.#connection > 300) throw new Error("connect failed");
    this.#connection = 300;
    host.post(this.#channel, "connect", options.SSID, options.password, options.channel);
  }

  disconnect(): void {
    this.#connection = 200;
    host.post(this.#channel, "disconnect");
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
  }

  #get(property: string): Value {
    return host.call(this.#channel, property);
  }

  get connection(): number {
    return this.#connection;
  }
  get address(): Value {
    return this.#get("address");
  }
  get MAC(): Value {
    return this.#get("MAC");
  }
  get SSID(): Value {
    return this.#get("SSID");
  }
  get RSSI(): Value {
    return this.#get("RSSI");
  }
}
