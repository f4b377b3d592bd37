/**
 * The node: its parts, and what each tells the others. It is its parts' one delegate, in place of a closure
 * for each event, which would cost an ESP32 seven slots each.
 */

import Digital from "embedded:io/digital";
import { freeHeap, keepNote, leastFreeHeap, resetReason, restart, takeNote } from "chip";
import PulseCapture from "pulse-capture";
import Timer from "timer";
import Alarm, { type AlarmDelegate } from "./alarm/alarm";
import AlarmJournal from "./alarm/journal";
import preferenceStore from "./alarm/preference-store";
import { Asked, Offline, type Start, startReason } from "./chip/start-reason";
import Watchdog, { type WatchdogDelegate } from "./chip/watchdog";
import type { Status } from "./console/answers";
import type Console from "./console/console";
import Operator, { type OperatorDelegate } from "./console/operator";
import Clock, { type ClockDelegate, dateOrUndefined } from "./network/clock";
import CommandCentre from "./network/command-centre";
import { diagnosticsMessage } from "./network/diagnostics";
import { discoveryMessage, discoveryTopic } from "./network/discovery";
import History from "./network/history";
import type { LossReason } from "./network/loss";
import Session, { type Announcement, type SessionDelegate } from "./network/session";
import { isoTime } from "./network/time-stamp";
import { type Topics, topicsOf } from "./network/topics";
import WiFiLink, { type WiFiDelegate } from "./network/wifi-link";
import type { WiFiLoss } from "./network/wifi-reason";
import Button from "./sensors/button";
import DHT22 from "./sensors/dht22";
import type { FrameError } from "./sensors/dht22-frame";
import overrideStore from "./settings/preference-store";
import type { Settings } from "./settings/settings";
import version from "./version";

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);

export default class Node
  implements AlarmDelegate, ClockDelegate, WiFiDelegate, SessionDelegate, OperatorDelegate, WatchdogDelegate
{
  readonly #settings: Settings;
  readonly #console: Console;
  readonly #lamp: Digital;
  readonly #linkLamp: Digital;
  readonly #journal = new AlarmJournal(preferenceStore);
  readonly #history: History;
  readonly #alarm: Alarm;
  readonly #clock: Clock;
  readonly #wifi: WiFiLink;
  readonly #id: string;
  readonly #base: string;
  readonly #topics: Topics;
  readonly #centre: CommandCentre;
  readonly #session: Session;
  readonly #sensor: DHT22;
  readonly #started: Start = startReason(resetReason(), takeNote());
  readonly #watchdog: Watchdog;
  /** Seconds, as of the last diagnostics. */
  #uptime = 0;

  constructor(settings: Settings, console: Console) {
    this.#settings = settings;
    this.#console = console;
    new Operator(settings, console, overrideStore, this);
    this.#lamp = new Digital({ pin: settings.alarm_lamp_pin, mode: Digital.Output, initialValue: 0 });
    this.#linkLamp = new Digital({ pin: settings.link_lamp_pin, mode: Digital.Output, initialValue: 0 });
    this.#history = new History(settings.history);
    this.#alarm = new Alarm(this.#journal, this);
    this.#clock = new Clock(settings.sntp, this);
    this.#wifi = new WiFiLink(settings, this);

    const suffix = this.#wifi.mac.replaceAll(":", "").slice(-6);
    this.#base = settings.topic || `vigia/${suffix}`;
    this.#id = settings.client_id || `vigia-${suffix}`;
    this.#topics = topicsOf(this.#base, settings);
    this.#centre = new CommandCentre({
      settings,
      topic: this.#topics.command,
      alarm: this.#alarm,
      journal: this.#journal,
      console,
    });
    this.#session = new Session({
      settings,
      id: this.#id,
      topics: this.#topics,
      subscriptions: this.subscriptions(),
      journal: this.#journal,
      history: this.#history,
      delegate: this,
    });
    new Button({ io: Digital, pin: settings.button_pin, target: this, onPress: Node.#onPress });
    this.#sensor = new DHT22({
      sensor: { io: PulseCapture, pin: settings.dht_pin },
      target: this,
      onSample: Node.#onSample,
      onError: Node.#onError,
    });
    this.#watchdog = new Watchdog(settings.offline_restart, this);
  }

  /** Without a network the button works and alarms are stored; the rest follows when there is one. */
  start(): void {
    const { interval, diagnostics } = this.#settings;
    const { texts } = this.#console;
    this.#console.say(texts.start(version, this.#alarm.on));
    this.#console.say(texts.started(this.#started.reason, this.#started.cause));
    this.#lamp.write(this.#alarm.on ? 1 : 0);
    this.#sensor.configure({ interval: interval * 1000 });
    if (diagnostics > 0) Timer.repeat(() => this.diagnose(), diagnostics * 1000);
    this.#wifi.join();
  }

  static #onPress(this: Button): void {
    (this.target as Node).pressed();
  }

  static #onSample(this: DHT22): void {
    (this.target as Node).sampled();
  }

  static #onError(this: DHT22, error: FrameError): void {
    const node = this.target as Node;
    node.#console.say(node.#console.texts.sensorError(error));
  }

  alarmChanged(on: boolean): void {
    this.#lamp.write(on ? 1 : 0);
    this.#console.say(this.#console.texts.alarm(on));
    this.#session.flush();
  }

  clockSet(offset: number): void {
    this.#journal.date(offset);
    this.#history.date(offset);
    this.#console.say(this.#console.texts.clockSet(isoTime(Date.now())));
    if (this.#wifi.ready) this.#session.start();
  }

  wifiConnecting(): void {
    this.#console.say(this.#console.texts.wifiConnecting(this.#settings.wifi_ssid));
  }

  /** A certificate can be checked only once the clock is set. */
  wifiReady(address: string): void {
    this.#console.say(this.#console.texts.wifiConnected(address));
    this.#clock.start();
    if (!this.#settings.secure || dateOrUndefined() !== undefined) this.#session.start();
  }

  wifiMoved(address: string): void {
    this.#console.say(this.#console.texts.wifiConnected(address));
    this.#session.stop("moved");
    this.#session.start();
  }

  wifiLost(reason: WiFiLoss, wait: number): void {
    this.#session.stop("wifi");
    this.#console.say(this.#console.texts.wifiLost(reason, seconds(wait)));
  }

  sessionConnecting(): void {
    const { broker, port } = this.#settings;
    this.#console.say(this.#console.texts.mqttConnecting(broker, port));
  }

  sessionConnected(): void {
    this.#watchdog.letIn();
    this.#linkLamp.write(1);
    this.#console.say(this.#console.texts.mqttConnected(this.#id, this.#base));
  }

  sessionLost(reason: LossReason, wait: number): void {
    this.#linkLamp.write(0);
    this.#console.say(this.#console.texts.mqttLost(reason, seconds(wait)));
    if (reason === "early" || reason === "expired") this.#clock.doubt();
  }

  messageSent(topic: string, payload: string): void {
    this.#console.say(this.#console.texts.published(topic, payload));
  }

  messageReceived(topic: string, payload: Uint8Array, retained: boolean): void {
    if (topic === this.birthTopic) this.#session.announce();
    else this.#centre.receive(String.fromArrayBuffer(payload.buffer as ArrayBuffer), retained);
  }

  alarmAcknowledged(topic: string): void {
    this.#console.say(this.#console.texts.acknowledged(topic));
  }

  get connected(): boolean {
    return this.#session.connected;
  }

  restartNetwork(): void {
    this.#console.say(this.#console.texts.offline(this.#watchdog.minutesOffline, "network"));
    this.#wifi.restart();
  }

  restartChip(): void {
    this.#console.say(this.#console.texts.offline(this.#watchdog.minutesOffline, "chip"));
    keepNote(Offline);
    restart();
  }

  status(): Omit<Status, "pending" | "ssid" | "interval" | "broker"> {
    const { reason, cause } = this.#started;
    return {
      rssi: this.#wifi.rssi,
      connected: this.connected,
      topic: this.#base,
      alarm: this.#alarm.on,
      uptime: this.#watchdog.uptime,
      started: this.#console.texts.startReason(reason, cause),
    };
  }

  /** Somebody typed it. */
  restart(): void {
    keepNote(Asked);
    restart();
  }

  announcement(): Announcement | undefined {
    const { home_assistant, home_assistant_prefix, name, alarm_on_text, alarm_off_text } = this.#settings;
    if (!home_assistant) return undefined;
    const payload = discoveryMessage({
      prefix: home_assistant_prefix,
      id: this.#id,
      name,
      version,
      topics: this.#topics,
      onText: alarm_on_text,
      offText: alarm_off_text,
      commands: this.#centre.open && this.#settings.command_secret === "",
      expire: this.#settings.interval * 3 + 60,
    });
    return { topic: discoveryTopic(home_assistant_prefix, this.#id), payload };
  }

  /** Where Home Assistant says that it is there. */
  private get birthTopic(): string {
    return `${this.#settings.home_assistant_prefix}/status`;
  }

  private subscriptions(): string[] {
    const topics = [];
    if (this.#centre.open) topics.push(this.#topics.command);
    if (this.#settings.home_assistant) topics.push(this.birthTopic);
    return topics;
  }

  private pressed(): void {
    this.#console.say(this.#console.texts.pressed());
    this.#alarm.toggle();
  }

  private sampled(): void {
    const sample = this.#sensor.sample();
    if (!sample) return;
    const temperature = sample.thermometer.temperature;
    const humidity = sample.hygrometer.humidity;
    this.#console.say(this.#console.texts.reading(temperature.toFixed(1), humidity.toFixed(1)));
    this.#session.sendClimate(temperature, humidity, Date.now());
  }

  private diagnose(): void {
    this.#uptime += this.#settings.diagnostics;
    this.#session.sendDiagnostics(
      diagnosticsMessage({
        uptime: this.#uptime,
        start: this.#started.reason,
        cause: this.#started.cause || undefined,
        heap: freeHeap(),
        leastHeap: leastFreeHeap(),
        rssi: this.#wifi.rssi,
        sensor: this.#sensor.errors,
        dropped: this.#history.dropped,
        folded: this.#journal.folded,
        storage: this.#journal.storageFailures,
        losses: this.#session.losses,
        refused: this.#centre.refused,
      }),
    );
  }
}
