/**
 * The MQTT session: connects, and reconnects for ever; sends what waits, the alarm first.
 *
 * Telemetry may be dropped, an alarm may not: an event leaves the journal when the broker has acknowledged
 * both of its messages, one event at a time, so that their order is kept; after a lost connection it is sent
 * again with DUP [MQTT-3.3.1-1]. The MQTT session is a clean one: a kept one would bring commands that are
 * hours old, and the journal keeps what matters.
 */
import Timer from "timer";
import type AlarmJournal from "../alarm/journal";
import type { AlarmEvent } from "../alarm/record";
import type { Settings } from "../settings/settings";
import Backoff from "./backoff";
import { dateOrUndefined } from "./clock";
import Connection, { type ConnectionDelegate } from "./connection";
import type History from "./history";
import type { PastReading } from "./history";
import { isRefusal, type LossReason } from "./loss";
import { alarmEventMessage, climateMessage, Offline, Online, pastClimateMessage } from "./messages";
import PacketIds from "./packet-ids";
import { GuardedTCP, GuardedTLS } from "./sockets";
import { decodePEM } from "./tls/pem";
import type { Topics } from "./topics";

/** Who has the session. */
export interface SessionDelegate {
  sessionConnecting(): void;
  sessionConnected(): void;
  /** The connection is tried again after `wait` ms; 0 when that waits for something else. */
  sessionLost(reason: LossReason, wait: number): void;
  messageReceived(topic: string, payload: Uint8Array, retained: boolean): void;
  messageSent(topic: string, payload: string): void;
  alarmAcknowledged(topic: string): void;
  /** A retained message to be sent on each connection: discovery for Home Assistant. */
  announcement(): Announcement | undefined;
}

export interface Announcement {
  topic: string;
  payload: string;
}

export interface SessionOptions {
  /** Broker, login, keep-alive and the alarm's texts are taken from them. */
  settings: Settings;
  /** Client identifier. */
  id: string;
  topics: Topics;
  /** Topics to subscribe to. */
  subscriptions: readonly string[];
  journal: AlarmJournal;
  history: History;
  delegate: SessionDelegate;
}

const LeastWait = 1_000;
const MostWait = 60_000;
/** Least wait after the broker has refused the node, in ms. */
const RefusedWait = 15_000;
/** A connection that lasted this long puts the back-off to its start, in ms. */
const Stable = 60_000;
/** An acknowledgement that takes longer does not come any more, in ms. */
const AckTimeout = 20_000;

export default class Session implements ConnectionDelegate {
  /** Connections that were lost or could not be made. */
  losses = 0;
  readonly #options: SessionOptions;
  readonly #backoff = new Backoff(LeastWait, MostWait);
  readonly #ids = new PacketIds();
  #authorities: Uint8Array[] | undefined;
  #connection: Connection | undefined;
  #connected = false;
  #wanted = false;
  #retry: Timer | undefined;
  #stable: Timer | undefined;
  #ack: Timer | undefined;
  /** What is still to be said on this connection. */
  #birth = false;
  #subscribed = 0;
  /** Birth and subscriptions have been said. */
  #greeted = false;
  #state = false;
  #announce = false;
  /** Something waits for room in the socket. */
  #waiting = false;
  /** Identifiers that wait for their acknowledgement: of the event's messages, and of all others. */
  #eventId = 0;
  #recordId = 0;
  #others: number[] = [];
  #diagnostics: string | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** The network is there: connect, and stay connected. */
  start(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.connect();
  }

  /** The network has gone, or the connection is to be made anew by `start`. */
  stop(reason: LossReason, politely = false): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    const active = this.#connection !== undefined;
    this.#connection?.close(politely);
    this.reset();
    if (this.#retry) Timer.clear(this.#retry);
    this.#retry = undefined;
    if (active) this.#options.delegate.sessionLost(reason, 0);
  }

  /** Sends a reading now, or keeps it for later. @param at when it was taken */
  sendClimate(temperature: number, humidity: number, at: number): void {
    if (this.#greeted) {
      const payload = climateMessage(temperature, humidity, at);
      if (this.write(this.#options.topics.climate, payload, 0, 1, true, false)) return;
    }
    this.#options.history.add(temperature, humidity, at);
    this.flush();
  }

  sendDiagnostics(payload: string): void {
    this.#diagnostics = payload;
    this.flush();
  }

  /** Says the announcement again, on this connection. */
  announce(): void {
    this.#announce = true;
    this.flush();
  }

  /** Sends what can be sent now, the most important first; the rest when there is room. */
  flush(): void {
    if (this.#connected) this.#waiting = !this.sendAll();
  }

  opened(): void {
    this.#connected = this.#birth = this.#state = this.#announce = this.#waiting = true;
    this.#subscribed = 0;
    this.#stable = Timer.set(() => {
      this.#stable = undefined;
      this.#backoff.reset();
    }, Stable);
    this.#options.delegate.sessionConnected();
  }

  writable(): void {
    if (this.#waiting) this.flush();
  }

  received(topic: string, payload: Uint8Array, retained: boolean): void {
    this.#options.delegate.messageReceived(topic, payload, retained);
  }

  acknowledged(id: number): void {
    const { journal, topics, delegate } = this.#options;
    const index = this.#others.indexOf(id);
    if (index >= 0) this.#others.splice(index, 1);
    else if (id === this.#eventId) this.#eventId = 0;
    else if (id === this.#recordId) this.#recordId = 0;
    else return;
    if (index < 0 && !this.#eventId && !this.#recordId) {
      journal.removeFirst();
      delegate.alarmAcknowledged(topics.alarm);
    }
    this.watch();
    this.flush();
  }

  ended(connection: Connection, reason: LossReason): void {
    if (connection === this.#connection) this.lost(reason);
  }

  private connect(): void {
    const { settings, id, topics, delegate } = this.#options;
    const { broker, port, user, password, keep_alive, secure } = settings;
    delegate.sessionConnecting();
    this.#connection = new Connection(
      {
        host: broker,
        port,
        id,
        user,
        password,
        keepAlive: keep_alive,
        will: { topic: topics.status, message: ArrayBuffer.fromString(Offline), QoS: 1, retain: true },
        socket: secure
          ? { io: GuardedTLS, authorities: () => this.authorities(), now: dateOrUndefined }
          : { io: GuardedTCP },
      },
      this,
    );
  }

  /** Decoded once: base64 takes as long as all else that is read of a certificate. @throws PEMError */
  private authorities(): readonly Uint8Array[] {
    this.#authorities ??= decodePEM(this.#options.settings.ca);
    return this.#authorities;
  }

  private lost(reason: LossReason): void {
    this.reset();
    this.losses++;
    const wait = this.#backoff.next(isRefusal(reason) ? RefusedWait : undefined);
    this.#retry = Timer.set(() => {
      this.#retry = undefined;
      this.connect();
    }, wait);
    this.#options.delegate.sessionLost(reason, wait);
  }

  private reset(): void {
    this.#connection = undefined;
    this.#connected = this.#greeted = this.#waiting = false;
    this.#eventId = this.#recordId = 0;
    this.#others.length = 0;
    if (this.#stable) Timer.clear(this.#stable);
    this.#stable = undefined;
    this.watch();
  }

  /** @returns false if something waits for room */
  private sendAll(): boolean {
    const { topics, history } = this.#options;
    if (this.#birth) {
      if (!this.send(topics.status, Online)) return false;
      this.#birth = false;
    }
    if (!this.subscribe()) return false;
    this.#greeted = true;
    if (!this.sendAlarm()) return false;
    if (this.#announce) {
      const announcement = this.#options.delegate.announcement();
      if (announcement && !this.send(announcement.topic, announcement.payload)) return false;
      this.#announce = false;
    }
    if (this.#diagnostics !== undefined) {
      if (!this.write(topics.diagnostics, this.#diagnostics, 0, 1, false, false)) return false;
      this.#diagnostics = undefined;
    }
    return history.length === 0 || this.sendPast();
  }

  private subscribe(): boolean {
    const { subscriptions } = this.#options;
    while (this.#subscribed < subscriptions.length) {
      const id = this.nextId();
      if (!this.#connection?.subscribe(subscriptions[this.#subscribed] as string, id)) return false;
      this.#subscribed++;
      this.expect(id);
    }
    return true;
  }

  /** The oldest event, or, where none waits, the state once a connection. */
  private sendAlarm(): boolean {
    const { journal, topics } = this.#options;
    const event = journal.events[0];
    if (!event) {
      if (!this.#state) return true;
      if (!this.send(topics.alarm, this.alarmText(journal.on))) return false;
      this.#state = false;
      return true;
    }
    if (this.#eventId || this.#recordId) return true;
    const text = this.alarmText(event.on);
    const record = alarmEventMessage(text, event.at, Date.now());
    const size =
      topics.alarm.length * 3 + text.length * 3 + topics.alarmHistory.length * 3 + record.length * 3 + 32;
    if (!this.#connection?.fits(size)) return false;
    this.#state = false;
    this.sendEvent(event, text, record);
    return true;
  }

  private sendEvent(event: AlarmEvent, text: string, record: string): void {
    const { topics } = this.#options;
    const duplicate = event.id !== 0;
    if (!duplicate) {
      event.id = this.nextId();
      event.recordId = this.nextId();
    }
    this.#eventId = event.id;
    this.#recordId = event.recordId;
    this.write(topics.alarm, text, 1, event.id, true, duplicate);
    this.write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);
    this.watch();
  }

  private alarmText(on: boolean): string {
    const { alarm_on_text, alarm_off_text } = this.#options.settings;
    return on ? alarm_on_text : alarm_off_text;
  }

  /**
   * One past reading a time: the rest when the socket has room again, so that live ones are not held up.
   * @returns whether it was the last
   */
  private sendPast(): boolean {
    const { history, topics } = this.#options;
    const { temperature, humidity, at } = history.first() as PastReading;
    const payload = pastClimateMessage(temperature, humidity, at, Date.now());
    if (!this.write(topics.climateHistory, payload, 0, 1, false, false)) return false;
    history.removeFirst();
    return history.length === 0;
  }

  /** QoS 1, retained, not kept: it is said anew on the next connection. */
  private send(topic: string, payload: string): boolean {
    const id = this.nextId();
    if (!this.write(topic, payload, 1, id, true, false)) return false;
    this.expect(id);
    return true;
  }

  private write(
    topic: string,
    payload: string,
    QoS: 0 | 1,
    id: number,
    retain: boolean,
    duplicate: boolean,
  ): boolean {
    const data = ArrayBuffer.fromString(payload);
    if (!this.#connection?.publish(topic, data, QoS, id, retain, duplicate)) return false;
    this.#options.delegate.messageSent(topic, payload);
    return true;
  }

  private nextId(): number {
    let id = this.#ids.next();
    while (this.isInFlight(id)) id = this.#ids.next();
    return id;
  }

  /** An event that is to be sent again keeps its identifiers. */
  private isInFlight(id: number): boolean {
    const event = this.#options.journal.events[0];
    return (
      id === this.#eventId ||
      id === this.#recordId ||
      this.#others.includes(id) ||
      (event !== undefined && (event.id === id || event.recordId === id))
    );
  }

  private expect(id: number): void {
    this.#others.push(id);
    this.watch();
  }

  /** While acknowledgements are owed, the broker has `AckTimeout` for the next one. */
  private watch(): void {
    if (this.#ack) Timer.clear(this.#ack);
    this.#ack = undefined;
    if (!this.#eventId && !this.#recordId && this.#others.length === 0) return;
    this.#ack = Timer.set(() => {
      this.#ack = undefined;
      this.#connection?.close(false);
      this.lost("silent");
    }, AckTimeout);
  }
}
