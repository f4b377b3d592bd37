/**
 * The Wi-Fi station for `embedded:network/interface/wifi`: 200 not connected, 300 connecting, 400
 * associated, 500 has an address. Times are those of an ESP32: a scan of all channels takes 4 s unless the
 * channel is named, the handshake and DHCP the rest.
 */
import type { Value } from "../engine/frames.ts";
import type { AccessPoint } from "../network/access-point.ts";
import type { Scheduled, World } from "../world/world.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";

export interface WiFiTimes {
  /** Microseconds from `connect` to associated with the channel known, and without. */
  join: number;
  scan: number;
  /** From associated to an address. */
  dhcp: number;
  /** Until a missing access point is reported. */
  fail: number;
}

export const wifiTimes: WiFiTimes = { join: 150_000, scan: 2_500_000, dhcp: 100_000, fail: 3_000_000 };

/** ESP-IDF's wifi_err_reason_t. */
const reasons = {
  leaving: 8,
  handshakeTimeout: 15,
  beaconTimeout: 200,
  noAccessPoint: 201,
  noCompatibleSecurity: 210,
  notInThreshold: 211,
};

/** Every ESP32's in Wokwi, unless its diagram says otherwise. */
const wokwiMAC = "24:0a:c4:00:01:10";

export class WiFiStation implements Peripheral {
  readonly #world: World;
  readonly #accessPoint: AccessPoint;
  readonly #times: WiFiTimes;
  readonly #mac: string;
  readonly #lost = new Set<() => void>();
  #channel: Channel | undefined;
  #step: Scheduled | undefined;
  #connection = 200;
  #address = "10.13.37.2";
  #reason = 0;

  constructor(world: World, accessPoint: AccessPoint, times: WiFiTimes = wifiTimes, mac: string = wokwiMAC) {
    this.#mac = mac;
    this.#world = world;
    this.#accessPoint = accessPoint;
    this.#times = times;
    accessPoint.observe((on) => {
      if (!on && this.#connection >= 400) this.#lose(reasons.beaconTimeout);
    });
  }

  /** Why the last connection ended or was not made; 0 for none, and from then on. */
  takeReason(): number {
    const reason = this.#reason;
    this.#reason = 0;
    return reason;
  }

  /** Does the station have an address? */
  get ready(): boolean {
    return this.#connection === 500;
  }

  /** Gets another address, as from another access point of the same network: connections are gone silently. */
  roam(address: string): void {
    if (address === this.#address) return;
    this.#address = address;
    if (!this.ready) return;
    this.#channel?.post(this.#connection);
    for (const observer of [...this.#lost]) observer();
  }

  /** Called when the address is lost; returns how to stop. */
  onLost(observer: () => void): () => void {
    this.#lost.add(observer);
    return () => this.#lost.delete(observer);
  }

  open(channel: Channel): Port {
    this.#channel = channel;
    return {
      receive: (command, SSID, password, hint) => {
        if (command === "connect") this.#connect(SSID as string, password as string | undefined, hint);
        else this.#lose(reasons.leaving);
      },
      call: (property) => this.#property(property as string),
      close: () => {
        this.#channel = undefined;
        this.#lose(reasons.leaving);
      },
    };
  }

  reset(): void {
    this.#lose(reasons.leaving);
    this.#reason = 0;
  }

  #connect(SSID: string, password: string | undefined, hint: Value): void {
    const { join, scan, dhcp, fail } = this.#times;
    const known = hint === this.#accessPoint.channel;
    this.#step?.cancel();
    this.#connection = 300;
    this.#after(known ? join : scan + join, () => {
      const refusal = this.#refusal(SSID, password ?? "");
      if (refusal) {
        return this.#after(fail, () => {
          this.#reason = refusal;
          this.#set(200);
        });
      }
      this.#set(400);
      if (this.#accessPoint.dhcp) this.#after(dhcp, () => this.#set(500));
    });
  }

  /** Given a password the chip takes no open network, and without one no other. */
  #refusal(SSID: string, password: string): number {
    const { on, SSID: name, password: secret = "" } = this.#accessPoint;
    if (!on || SSID !== name) return reasons.noAccessPoint;
    if (secret === password) return 0;
    if (password === "") return reasons.noCompatibleSecurity;
    return secret === "" ? reasons.notInThreshold : reasons.handshakeTimeout;
  }

  #lose(reason: number): void {
    this.#step?.cancel();
    this.#step = undefined;
    if (this.#connection !== 200) this.#reason = reason;
    if (this.#connection !== 200) this.#set(200);
  }

  #after(delay: number, action: () => void): void {
    this.#step = this.#world.schedule(this.#world.now + delay, action);
  }

  #set(connection: number): void {
    const was = this.#connection;
    this.#connection = connection;
    this.#channel?.post(connection);
    if (was === 500 && connection !== 500) for (const observer of [...this.#lost]) observer();
  }

  #property(name: string): Value {
    if (name === "MAC") return this.#mac;
    if (!this.ready) return undefined;
    return { address: this.#address, SSID: this.#accessPoint.SSID, RSSI: -58 }[name];
  }
}
