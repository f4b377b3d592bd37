/**
 * The Wi-Fi link: joins the configured network, and joins again for ever, since the SDK's interface does not.
 * A network that does not answer is given up after a time-out.
 */

import WiFi from "embedded:network/interface/wifi";
import { takeWiFiReason } from "chip";
import Timer from "timer";
import Backoff from "./backoff";
import { type WiFiLoss, wifiLoss } from "./wifi-reason";

/** `connection` of ECMA-419's network interface when there is an address. */
const Ready = 500;
const Connecting = 300;
const Associated = 400;
/** Longer than a scan of all channels, a WPA handshake and DHCP together; in ms. */
const JoinTimeout = 20_000;
const LeastWait = 1_000;
const MostWait = 60_000;

/** The network to join. */
export interface WiFiSettings {
  wifi_ssid: string;
  /** Empty for an open network. */
  wifi_password: string;
  /** 0 to scan. */
  wifi_channel: number;
}

export interface WiFiDelegate {
  wifiConnecting(): void;
  /** The link has an IPv4 address. */
  wifiReady(address: string): void;
  /** The link was lost, or could not be made; it is tried again after `wait` ms. */
  wifiLost(reason: WiFiLoss, wait: number): void;
  /** The link has another address: what was connected is not any more. */
  wifiMoved(address: string): void;
}

export default class WiFiLink {
  readonly #settings: WiFiSettings;
  readonly #delegate: WiFiDelegate;
  readonly #wifi: WiFi;
  readonly #backoff = new Backoff(LeastWait, MostWait);
  #timer: Timer | undefined;
  #joining = false;
  #ready = false;
  #address = "";

  constructor(settings: WiFiSettings, delegate: WiFiDelegate) {
    this.#settings = settings;
    this.#delegate = delegate;
    this.#wifi = new WiFi({ onChanged: () => this.changed() });
    takeWiFiReason();
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** The station's address, as `24:0a:c4:00:01:10`. */
  get mac(): string {
    return this.#wifi.MAC ?? "00:00:00:00:00:00";
  }

  get rssi(): number | undefined {
    return this.#ready ? this.#wifi.RSSI : undefined;
  }

  join(): void {
    const { wifi_ssid, wifi_password, wifi_channel } = this.#settings;
    this.#delegate.wifiConnecting();
    this.#joining = true;
    this.wait(JoinTimeout, () => this.lose(this.#wifi.connection >= Associated ? "dhcp" : "timeout"));
    try {
      this.#wifi.connect({
        SSID: wifi_ssid,
        ...(wifi_password === "" ? undefined : { password: wifi_password }),
        ...(wifi_channel === 0 ? undefined : { channel: wifi_channel }),
      });
    } catch {
      // The driver is not through with the last try.
      this.lose("refused");
    }
  }

  /** Leaves the network, or gives up joining it, and joins it anew. */
  restart(): void {
    this.#wifi.disconnect();
    this.lose("lost");
  }

  private changed(): void {
    const { connection, address } = this.#wifi;
    if (connection >= Ready) {
      if (this.#ready) {
        if (address && address !== this.#address) {
          this.#address = address;
          this.#delegate.wifiMoved(address);
        }
        return;
      }
      this.#address = address ?? "";
      this.clear();
      this.#joining = false;
      this.#ready = true;
      this.#backoff.reset();
      this.#delegate.wifiReady(this.#address);
    } else if (connection < Connecting && (this.#ready || this.#joining))
      this.lose(wifiLoss(takeWiFiReason(), this.#ready));
  }

  private lose(reason: WiFiLoss): void {
    const givenUp = this.#joining;
    this.clear();
    this.#ready = this.#joining = false;
    if (givenUp) this.#wifi.disconnect();
    const wait = this.#backoff.next();
    this.wait(wait, () => this.join());
    this.#delegate.wifiLost(reason, wait);
  }

  private wait(delay: number, action: () => void): void {
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      action();
    }, delay);
  }

  private clear(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
  }
}
