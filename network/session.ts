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
import Backoff from "./backoff";
import Connection, { type ConnectionOptions } from "./connection";
import type History from "./history";
import { isRefusal, type LossReason } from "./loss";
import { alarmEventMessage, climateMessage, Offline, Online, pastClimateMessage } from "./messages";
import PacketIds from "./packet-ids";
import type { Topics } from "./topics";

/** A retained message of its own that is sent on each connection: discovery for Home Assistant. */
export interface Announcement {
  topic: string;
  payload(): string;
}

export interface SessionOptions {
  connection: Omit<ConnectionOptions, "will">;
  topics: Topics;
  journal: AlarmJournal;
  history: History;
  alarmText(on: boolean): string;
  now(): number;
  /** Topics to subscribe to. */
  subscriptions: readonly string[];
  announcement?: Announcement | undefined;
  onConnecting(): void;
  onConnected(): void;
  /** The connection is tried again after `wait` ms; 0 when that waits for something else. */
  onLost(reason: LossReason, wait: number): void;
  onMessage(topic: string, payload: Uint8Array, retained: boolean): void;
  onSent(topic: string, payload: string): void;
  onAcknowledged(topic: string): void;
}

const LeastWait = 1_000;
const MostWait = 60_000;
/** Least wait after the broker has refused the node, in ms. */
const RefusedWait = 15_000;
/** A connection that lasted this long puts the back-off to its start, in ms. */
const Stable = 60_000;
/** An acknowledgement that takes longer does not come any more, in ms. */
const AckTimeout = 20_000;

export default class Session {
  /** Connections that were lost or could not be made. */
  losses = 0;
  readonly #options: SessionOptions;
  readonly #backoff = new Backoff(LeastWait, MostWait);
  readonly #ids = new PacketIds();
  #connection: Connection | undefined;
  #connected = false;
  #wanted = false;
  #retry: Timer | undefined;
  #stable: Timer | undefined;
  #ack: Timer | undefined;
  /** What is still to be said on this connection. */
  #birth = false;
  #subscribed = 0;
  #state = false;
  #announce = false;
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
    this.#connect();
  }

  /** The network has gone, or the connection is to be made anew by `start`. */
  stop(reason: LossReason, politely = false): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    const active = this.#connection !== undefined;
    this.#connection?.close(politely);
    this.#reset();
    if (this.#retry) Timer.clear(this.#retry);
    this.#retry = undefined;
    if (active) this.#options.onLost(reason, 0);
  }

  /** Sends a reading now, or keeps it for later. @param at when it was taken */
  sendClimate(temperature: number, humidity: number, at: number): void {
    const { topics, history } = this.#options;
    const urgent = this.#birth || this.#subscribed < this.#options.subscriptions.length;
    if (
      this.#connected &&
      !urgent &&
      this.#tell(topics.climate, climateMessage(temperature, humidity, at), true)
    )
      return;
    history.add(temperature, humidity, at);
    this.flush();
  }

  sendDiagnostics(payload: string): void {
    this.#diagnostics = payload;
    this.flush();
  }

  /** Says the announcement again, on this connection. */
  announce(): void {
    this.#announce = this.#options.announcement !== undefined;
    this.flush();
  }

  /** Sends what can be sent now, the most important first; the rest when there is room. */
  flush(): void {
    if (!this.#connected) return;
    const { topics } = this.#options;
    if (this.#birth) {
      if (!this.#send(topics.status, Online, true)) return;
      this.#birth = false;
    }
    if (!this.#subscribe() || !this.#sendAlarm()) return;
    if (this.#announce && !this.#sendAnnouncement()) return;
    if (this.#diagnostics !== undefined) {
      if (!this.#tell(topics.diagnostics, this.#diagnostics, false)) return;
      this.#diagnostics = undefined;
    }
    this.#sendPast();
  }

  #connect(): void {
    const { connection, topics, onConnecting } = this.#options;
    onConnecting();
    const current: Connection = new Connection(
      {
        ...connection,
        will: { topic: topics.status, message: ArrayBuffer.fromString(Offline), QoS: 1, retain: true },
      },
      {
        onConnected: () => this.#begin(),
        onWritable: () => this.flush(),
        onAcknowledged: (id) => this.#acknowledged(id),
        onMessage: (topic, payload, retained) => this.#options.onMessage(topic, payload, retained),
        onEnd: (reason) => {
          if (current === this.#connection) this.#lost(reason);
        },
      },
    );
    this.#connection = current;
  }

  #begin(): void {
    this.#connected = this.#birth = this.#state = true;
    this.#announce = this.#options.announcement !== undefined;
    this.#subscribed = 0;
    this.#stable = Timer.set(() => {
      this.#stable = undefined;
      this.#backoff.reset();
    }, Stable);
    this.#options.onConnected();
  }

  #lost(reason: LossReason): void {
    this.#reset();
    this.losses++;
    const wait = this.#backoff.next(isRefusal(reason) ? RefusedWait : undefined);
    this.#retry = Timer.set(() => {
      this.#retry = undefined;
      this.#connect();
    }, wait);
    this.#options.onLost(reason, wait);
  }

  #reset(): void {
    this.#connection = undefined;
    this.#connected = false;
    this.#eventId = this.#recordId = 0;
    this.#others.length = 0;
    if (this.#stable) Timer.clear(this.#stable);
    this.#stable = undefined;
    this.#watch();
  }

  #subscribe(): boolean {
    const { subscriptions } = this.#options;
    while (this.#subscribed < subscriptions.length) {
      const id = this.#nextId();
      if (!this.#connection?.subscribe(subscriptions[this.#subscribed] as string, id)) return false;
      this.#subscribed++;
      this.#expect(id);
    }
    return true;
  }

  /** The oldest event, or, where none waits, the state once a connection. */
  #sendAlarm(): boolean {
    const { journal, topics, alarmText, now } = this.#options;
    const event = journal.events[0];
    if (!event) {
      if (!this.#state) return true;
      if (!this.#send(topics.alarm, alarmText(journal.on), true)) return false;
      this.#state = false;
      return true;
    }
    if (this.#eventId || this.#recordId) return true;
    const text = alarmText(event.on);
    const record = alarmEventMessage(text, event.at, now());
    const size =
      topics.alarm.length * 3 + text.length * 3 + topics.alarmHistory.length * 3 + record.length * 3 + 32;
    if (!this.#connection?.fits(size)) return false;
    this.#state = false;
    this.#sendEvent(event, text, record);
    return true;
  }

  #sendEvent(event: AlarmEvent, text: string, record: string): void {
    const { topics } = this.#options;
    const duplicate = event.id !== 0;
    if (!duplicate) {
      event.id = this.#nextId();
      event.recordId = this.#nextId();
    }
    this.#eventId = event.id;
    this.#recordId = event.recordId;
    this.#write(topics.alarm, text, 1, event.id, true, duplicate);
    this.#write(topics.alarmHistory, record, 1, event.recordId, false, duplicate);
    this.#watch();
  }

  #sendAnnouncement(): boolean {
    const { announcement } = this.#options;
    if (announcement && !this.#send(announcement.topic, announcement.payload(), true)) return false;
    this.#announce = false;
    return true;
  }

  /** One past reading a time: the rest when the socket has room again, so that live ones are not held up. */
  #sendPast(): void {
    const { history, topics, now } = this.#options;
    const reading = history.first();
    if (!reading) return;
    const { temperature, humidity, at } = reading;
    if (this.#tell(topics.climateHistory, pastClimateMessage(temperature, humidity, at, now()), false))
      history.removeFirst();
  }

  /** QoS 0. */
  #tell(topic: string, payload: string, retain: boolean): boolean {
    return this.#write(topic, payload, 0, 1, retain, false);
  }

  /** QoS 1, retained, not kept: it is said anew on the next connection. */
  #send(topic: string, payload: string, retain: boolean): boolean {
    const id = this.#nextId();
    if (!this.#write(topic, payload, 1, id, retain, false)) return false;
    this.#expect(id);
    return true;
  }

  #write(
    topic: string,
    payload: string,
    QoS: 0 | 1,
    id: number,
    retain: boolean,
    duplicate: boolean,
  ): boolean {
    const data = ArrayBuffer.fromString(payload);
    if (!this.#connection?.publish(topic, data, QoS, id, retain, duplicate)) return false;
    this.#options.onSent(topic, payload);
    return true;
  }

  #nextId(): number {
    return this.#ids.next(
      (id) =>
        id === this.#eventId || id === this.#recordId || this.#others.includes(id) || this.#isEvents(id),
    );
  }

  /** An event that is to be sent again keeps its identifiers. */
  #isEvents(id: number): boolean {
    const event = this.#options.journal.events[0];
    return event !== undefined && (event.id === id || event.recordId === id);
  }

  #expect(id: number): void {
    this.#others.push(id);
    this.#watch();
  }

  #acknowledged(id: number): void {
    const { journal, topics, onAcknowledged } = this.#options;
    const index = this.#others.indexOf(id);
    if (index >= 0) this.#others.splice(index, 1);
    else if (id === this.#eventId) this.#eventId = 0;
    else if (id === this.#recordId) this.#recordId = 0;
    else return;
    if (index < 0 && !this.#eventId && !this.#recordId) {
      journal.removeFirst();
      onAcknowledged(topics.alarm);
    }
    this.#watch();
    this.flush();
  }

  /** While acknowledgements are owed, the broker has `AckTimeout` for the next one. */
  #watch(): void {
    if (this.#ack) Timer.clear(this.#ack);
    this.#ack = undefined;
    if (!this.#eventId && !this.#recordId && this.#others.length === 0) return;
    this.#ack = Timer.set(() => {
      this.#ack = undefined;
      this.#connection?.close(false);
      this.#lost("silent");
    }, AckTimeout);
  }
}
