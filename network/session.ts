/**
 * The MQTT session over the SDK's client: connects, and reconnects for ever; sends what the outbox holds.
 * The client tells little (types/mqtt-client.d.ts) and must be handled with care: it is never closed inside
 * its own `onReadable` or before its name was resolved, gets bytes only, and its packets' identifiers.
 */
import TCP from "embedded:io/socket/tcp";
import Timer from "timer";
import type { LossReason } from "../console/texts";
import Backoff from "./backoff";
import { Offline, Online } from "./messages";
import Client, { type MQTTClient, type MQTTControl } from "./mqtt-client";
import type Outbox from "./outbox";
import PacketIds from "./packet-ids";
import Resolver from "./resolver";
import type { Topics } from "./topics";

export interface SessionOptions {
  host: string;
  port: number;
  id: string;
  user: string;
  password: string;
  /** Seconds. */
  keepAlive: number;
  topics: Topics;
  outbox: Outbox;
  /** Payloads of the alarm's states. */
  alarmText(on: boolean): string;
  onConnecting(): void;
  onConnected(): void;
  /** The connection is tried again after `wait` ms; 0 when that waits for the Wi-Fi. */
  onLost(reason: LossReason, wait: number): void;
  onSent(topic: string, payload: string): void;
  onAcknowledged(topic: string): void;
}

/** From the start of a connection to its CONNACK, in ms. */
const ConnectTimeout = 15_000;
const LeastWait = 1_000;
const MostWait = 60_000;
/** A connection that lasted this long puts the back-off to its start, in ms. */
const Stable = 60_000;
/** A packet's fixed header, topic length and identifier at most, in bytes. */
const Overhead = 9;

interface Flight {
  readonly id: number;
  readonly topic: string;
}

export default class Session {
  readonly #options: SessionOptions;
  readonly #backoff = new Backoff(LeastWait, MostWait);
  readonly #ids = new PacketIds();
  #client: MQTTClient | undefined;
  #resolver: Resolver | undefined;
  #timer: Timer | undefined;
  #connected = false;
  #wanted = false;
  #writable = 0;
  #reason: LossReason = "refused";
  #birth = false;
  #birthFlight: Flight | undefined;
  #alarmFlight: Flight | undefined;
  /** Whether the first alarm in the outbox was on the wire before: then it is sent with DUP. */
  #duplicate = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** The network is there: connect, and stay connected. */
  start(): void {
    this.#wanted = true;
    this.#connect();
  }

  /** The network has gone. */
  stop(reason: LossReason): void {
    this.#wanted = false;
    const active = this.#client !== undefined;
    this.#abandon();
    this.#clear();
    if (active) this.#options.onLost(reason, 0);
  }

  /** Something was put into the outbox. */
  flush(): void {
    if (!this.#connected) return;
    this.#sendBirth();
    this.#sendAlarm();
    const { outbox, topics } = this.#options;
    if (this.#writable > 0) {
      const climate = outbox.takeClimate();
      if (climate !== undefined) this.#publish(topics.climate, climate, 0, 0, false);
    }
  }

  #connect(): void {
    const { host, port, id, user, password, keepAlive, topics } = this.#options;
    this.#options.onConnecting();
    this.#reason = "refused";
    this.#wait(ConnectTimeout, () => this.#lose("timeout"));
    const session = this;
    this.#client = new Client({
      host,
      port,
      id,
      ...(user === "" ? undefined : { user }),
      ...(password === "" ? undefined : { password }),
      keepAlive: keepAlive * 1000,
      will: { topic: topics.status, message: ArrayBuffer.fromString(Offline), QoS: 1, retain: true },
      dns: {
        io: Resolver,
        onMade: (resolver: Resolver) => {
          this.#resolver = resolver;
        },
        onFailed: () => {
          this.#reason = "dns";
        },
      },
      socket: { io: TCP },
      onControl(message) {
        if (this === session.#client) session.#control(message);
      },
      onWritable(count) {
        if (this !== session.#client) return;
        session.#writable = count;
        session.flush();
      },
      onReadable(count) {
        this.read(count);
      },
      onError() {
        if (this !== session.#client) return;
        session.#client = undefined;
        session.#lose(session.#connected ? "lost" : session.#reason);
      },
    });
  }

  #control({ operation, id }: MQTTControl): void {
    if (operation === Client.CONNACK) {
      this.#connected = this.#birth = true;
      this.#clear();
      this.#wait(Stable, () => this.#backoff.reset());
      this.#options.onConnected();
    } else if (operation === Client.PUBACK) this.#acknowledged(id);
  }

  #acknowledged(id: number | undefined): void {
    const { outbox, onAcknowledged } = this.#options;
    if (id === this.#birthFlight?.id) this.#birthFlight = undefined;
    else if (this.#alarmFlight && id === this.#alarmFlight.id) {
      const { topic } = this.#alarmFlight;
      this.#alarmFlight = undefined;
      this.#duplicate = false;
      outbox.removeAlarm();
      onAcknowledged(topic);
      this.flush();
    }
  }

  #sendBirth(): void {
    if (!this.#birth) return;
    const { topics } = this.#options;
    const id = this.#nextId();
    if (this.#publish(topics.status, Online, 1, id, false)) {
      this.#birth = false;
      this.#birthFlight = { id, topic: topics.status };
    }
  }

  #sendAlarm(): void {
    const { outbox, topics, alarmText } = this.#options;
    const on = outbox.firstAlarm;
    if (on === undefined || this.#alarmFlight) return;
    const id = this.#nextId();
    if (this.#publish(topics.alarm, alarmText(on), 1, id, this.#duplicate))
      this.#alarmFlight = { id, topic: topics.alarm };
  }

  #nextId(): number {
    return this.#ids.next((id) => id === this.#birthFlight?.id || id === this.#alarmFlight?.id);
  }

  /** All that the node publishes is retained. @returns false if the socket's buffer is too full */
  #publish(topic: string, payload: string, QoS: 0 | 1, id: number, duplicate: boolean): boolean {
    const data = ArrayBuffer.fromString(payload);
    const client = this.#client as MQTTClient;
    if (data.byteLength + topic.length * 3 + Overhead > this.#writable) return false;
    this.#writable = client.write(data, { topic, QoS, retain: true, duplicate, ...(QoS && { id }) });
    this.#options.onSent(topic, payload);
    return true;
  }

  #lose(reason: LossReason): void {
    this.#abandon();
    this.#clear();
    if (!this.#wanted) return;
    const wait = this.#backoff.next();
    this.#wait(wait, () => this.#connect());
    this.#options.onLost(reason, wait);
  }

  #abandon(): void {
    this.#resolver?.cancel();
    this.#resolver = undefined;
    const client = this.#client;
    this.#client = undefined;
    client?.close();
    this.#connected = false;
    this.#writable = 0;
    this.#birthFlight = undefined;
    if (this.#alarmFlight) this.#duplicate = true;
    this.#alarmFlight = undefined;
  }

  #wait(delay: number, action: () => void): void {
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      action();
    }, delay);
  }

  #clear(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
  }
}
