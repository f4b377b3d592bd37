/** How things stand, as the rules need it: whether the firmware runs, is connected, and is left in peace. */
import type { Firmware } from "../firmware/firmware.ts";
import type { HomeEvent } from "../home/events.ts";
import type { Home } from "../home/home.ts";
import type { FaultKind } from "./faults/fault.ts";

/** Faults at these places do not keep the session from its work; and where it trusts by the date, and where not. */
const mild: readonly FaultKind["place"][] = ["hand", "sensor", "button", "storage", "commands"];
const mildWith = { TLS: [], plain: ["time", "tls"] } as const;

/** Names that the firmware was configured with. */
export class Names {
  readonly topic: string;
  readonly client: string;
  readonly lampGpio: number;
  readonly sensorGpio: number;
  readonly alarmOn: string;
  readonly alarmOff: string;
  /** Seconds between two readings. */
  readonly interval: number;
  /** Seconds without a broker after which the node restarts its network, and after as long again itself. */
  readonly offlineRestart: number;
  readonly commandSecret: string;

  constructor(config: Firmware["config"]) {
    this.topic = String(config.topic);
    this.client = String(config.client_id);
    this.lampGpio = Number(config.alarm_lamp_pin);
    this.sensorGpio = Number(config.dht_pin);
    this.alarmOn = String(config.alarm_on_text);
    this.alarmOff = String(config.alarm_off_text);
    this.interval = Number(config.interval);
    this.offlineRestart = Number(config.offline_restart);
    this.commandSecret = String(config.command_secret);
  }
}

export class Situation {
  readonly home: Home;
  readonly names: Names;
  /** Faults under way, by the id of their step. */
  readonly faults = new Map<number, FaultKind>();
  /** Since when the firmware runs; undefined while it does not. Microseconds, like all times here. */
  aliveSince: number | undefined;
  /** Since when the power is on; undefined while it is not. */
  poweredSince: number | undefined;
  /** Since when the broker has the node as its client. */
  connectedSince: number | undefined;
  /** When a fault that is not mild last began or ended. */
  disturbedAt = 0;
  /** When the sensor last had a fault. */
  sensorFaultAt = 0;
  /** When the time server last had one. */
  timeFaultAt = Number.NEGATIVE_INFINITY;
  boots = 0;
  readonly #mild: ReadonlySet<FaultKind["place"]>;

  constructor(home: Home, names: Names) {
    this.home = home;
    this.#mild = new Set([...mild, ...mildWith[home.keysOf ? "TLS" : "plain"]]);
    this.names = names;
  }

  topic(name: string): string {
    return `${this.names.topic}/${name}`;
  }

  begin(id: number, kind: FaultKind): void {
    this.faults.set(id, kind);
    this.#touch(kind);
  }

  end(id: number): void {
    const kind = this.faults.get(id);
    this.faults.delete(id);
    if (kind) this.#touch(kind);
  }

  isUnder(...places: FaultKind["place"][]): boolean {
    for (const { place } of this.faults.values()) if (places.includes(place)) return true;
    return false;
  }

  /** Whether nothing has disturbed the node for so many seconds, connected or not. */
  inPeace(at: number, seconds: number): boolean {
    if (this.aliveSince === undefined) return false;
    for (const { place } of this.faults.values()) if (!this.#mild.has(place)) return false;
    return at - Math.max(this.disturbedAt, this.aliveSince) >= seconds * 1e6;
  }

  /** Whether all that waited must have been said: in peace, and connected, for so many seconds. */
  isQuiet(at: number, seconds: number): boolean {
    if (this.connectedSince === undefined) return false;
    return this.inPeace(at, seconds) && at - this.connectedSince >= seconds * 1e6;
  }

  observe(event: HomeEvent, at: number): void {
    switch (event.kind) {
      case "power":
        this.poweredSince = event.on ? at : undefined;
        if (!event.on) this.aliveSince = undefined;
        break;
      case "boot":
        this.aliveSince = at;
        this.boots++;
        break;
      case "died":
        this.aliveSince = undefined;
        break;
      case "broker":
        if (event.event.kind === "connect") this.connectedSince = at;
        else if (event.event.kind === "disconnect" && event.event.client === this.names.client)
          this.connectedSince = undefined;
        break;
    }
  }

  #touch({ place }: FaultKind): void {
    const { now } = this.home.world;
    if (place === "sensor") this.sensorFaultAt = now;
    if (place === "time") this.timeFaultAt = now;
    if (!this.#mild.has(place)) this.disturbedAt = now;
  }
}
