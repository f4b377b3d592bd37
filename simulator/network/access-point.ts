/**
 * The access point that the board's Wi-Fi finds, Wokwi's by default: open, channel 6. Turned off, every
 * connection through it is gone without a word, as in the air.
 */
export interface AccessPointOptions {
  SSID?: string;
  /** Undefined for an open network. */
  password?: string;
  channel?: number;
}

export class AccessPoint {
  readonly SSID: string;
  readonly password: string | undefined;
  readonly channel: number;
  /** Whether it gives who joins an address. */
  dhcp = true;
  readonly #observers = new Set<(on: boolean) => void>();
  #on = true;

  constructor(options: AccessPointOptions = {}) {
    this.SSID = options.SSID ?? "Wokwi-GUEST";
    this.password = options.password;
    this.channel = options.channel ?? 6;
  }

  get on(): boolean {
    return this.#on;
  }

  set on(value: boolean) {
    if (value === this.#on) return;
    this.#on = value;
    for (const observer of [...this.#observers]) observer(value);
  }

  observe(observer: (on: boolean) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }
}
