/**
 * The composition root: reads the settings, makes the parts and wires them. The SDK calls its default export.
 * It is the one module that is not preloaded: the linker does not take a root that closes over all the others.
 */
import Digital from "embedded:io/digital";
import { freeHeap, keepNote, leastFreeHeap, resetReason, restart, takeNote } from "chip";
import config from "mc/config";
import PulseCapture from "pulse-capture";
import Timer from "timer";
import Alarm from "./alarm/alarm";
import AlarmJournal from "./alarm/journal";
import preferenceStore from "./alarm/preference-store";
import { Asked, Offline, startReason } from "./chip/start-reason";
import Watchdog from "./chip/watchdog";
import sayAborts from "./console/abort-hook";
import { answers } from "./console/answers";
import Console from "./console/console";
import Operator from "./console/operator";
import Clock from "./network/clock";
import CommandCentre from "./network/command-centre";
import { diagnosticsMessage } from "./network/diagnostics";
import { discoveryMessage, discoveryTopic } from "./network/discovery";
import History from "./network/history";
import Session from "./network/session";
import { GuardedTCP, GuardedTLS } from "./network/sockets";
import { isoTime } from "./network/time-stamp";
import { topicsOf } from "./network/topics";
import WiFiLink from "./network/wifi-link";
import Button from "./sensors/button";
import DHT22 from "./sensors/dht22";
import { readOverrides } from "./settings/overrides";
import overrideStore from "./settings/preference-store";
import { readSettings, SettingError } from "./settings/settings";
import version from "./version";

function start(): void {
  const leftOut: string[] = [];
  const settings = readSettings(config, readOverrides(overrideStore), (name) => leftOut.push(name));
  const console = new Console(settings.language);
  const operator = new Operator(console, settings, overrideStore, {
    status: () => ({
      rssi: wifi.rssi,
      connected: session.connected,
      topic: base,
      alarm: alarm.on,
      uptime: watchdog.uptime,
      started: texts.startReason(reason, cause),
    }),
    restart() {
      keepNote(Asked);
      restart();
    },
  });
  operator.listen();
  const { texts } = console;
  sayAborts(console);
  const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);
  const now = () => Date.now();

  const lamp = new Digital({ pin: settings.alarm_lamp_pin, mode: Digital.Output, initialValue: 0 });
  const linkLamp = new Digital({ pin: settings.link_lamp_pin, mode: Digital.Output, initialValue: 0 });
  const journal = new AlarmJournal(preferenceStore);
  const history = new History(settings.history);

  const alarm = new Alarm({
    journal,
    now,
    onChange(on) {
      lamp.write(on ? 1 : 0);
      console.say(texts.alarm(on));
      session.flush();
    },
  });
  console.say(texts.start(version, alarm.on));
  const { reason, cause } = startReason(resetReason(), takeNote());
  console.say(texts.started(reason, cause));
  for (const name of leftOut) console.say(answers[settings.language].badStored(name));
  lamp.write(alarm.on ? 1 : 0);

  const clock = new Clock({
    server: settings.sntp,
    onSet(offset) {
      journal.date(offset);
      history.date(offset);
      console.say(texts.clockSet(isoTime(now())));
      if (wifi.ready) session.start();
    },
  });

  const wifi = new WiFiLink({
    ssid: settings.wifi_ssid,
    password: settings.wifi_password,
    channel: settings.wifi_channel,
    onConnecting: () => console.say(texts.wifiConnecting(settings.wifi_ssid)),
    onReady(address) {
      console.say(texts.wifiConnected(address));
      clock.start();
      if (!settings.secure || clock.isSet) session.start();
    },
    onMoved(address) {
      console.say(texts.wifiConnected(address));
      session.stop("moved");
      session.start();
    },
    onLost(reason, wait) {
      session.stop("wifi");
      console.say(texts.wifiLost(reason, seconds(wait)));
    },
  });

  const suffix = wifi.mac.replaceAll(":", "").slice(-6);
  const base = settings.topic || `vigia/${suffix}`;
  const id = settings.client_id || `vigia-${suffix}`;
  const topics = topicsOf(base, settings);
  const centre = new CommandCentre({ settings, topic: topics.command, alarm, journal, clock, console });
  const { home_assistant: announced, home_assistant_prefix: prefix } = settings;
  const birthTopic = `${prefix}/status`;

  const session = new Session({
    connection: {
      host: settings.broker,
      port: settings.port,
      id,
      user: settings.user,
      password: settings.password,
      keepAlive: settings.keep_alive,
      socket: settings.secure
        ? { io: GuardedTLS, ca: settings.ca, now: () => (clock.isSet ? now() : undefined) }
        : { io: GuardedTCP },
    },
    topics,
    journal,
    history,
    now,
    alarmText: (on) => (on ? settings.alarm_on_text : settings.alarm_off_text),
    subscriptions: [...(centre.open ? [topics.command] : []), ...(announced ? [birthTopic] : [])],
    announcement: announced
      ? {
          topic: discoveryTopic(prefix, id),
          payload: () =>
            discoveryMessage({
              prefix,
              id,
              name: settings.name,
              version,
              topics,
              onText: settings.alarm_on_text,
              offText: settings.alarm_off_text,
              commands: centre.open && settings.command_secret === "",
              expire: settings.interval * 3 + 60,
            }),
        }
      : undefined,
    onConnecting: () => console.say(texts.mqttConnecting(settings.broker, settings.port)),
    onConnected() {
      linkLamp.write(1);
      console.say(texts.mqttConnected(id, base));
    },
    onLost(reason, wait) {
      linkLamp.write(0);
      console.say(texts.mqttLost(reason, seconds(wait)));
    },
    onMessage(topic, payload, retained) {
      if (topic === birthTopic) session.announce();
      else centre.receive(String.fromArrayBuffer(payload.buffer as ArrayBuffer), retained);
    },
    onSent: (topic, payload) => console.say(texts.published(topic, payload)),
    onAcknowledged: (topic) => console.say(texts.acknowledged(topic)),
  });

  new Button({
    io: Digital,
    pin: settings.button_pin,
    onPress() {
      console.say(texts.pressed());
      alarm.toggle();
    },
  });

  const sensor = new DHT22({
    sensor: { io: PulseCapture, pin: settings.dht_pin },
    onSample() {
      const sample = this.sample();
      if (!sample) return;
      const { temperature } = sample.thermometer;
      const { humidity } = sample.hygrometer;
      console.say(texts.reading(temperature.toFixed(1), humidity.toFixed(1)));
      session.sendClimate(temperature, humidity, now());
    },
    onError: (error) => console.say(texts.sensorError(error)),
  });
  sensor.configure({ interval: settings.interval * 1000 });

  let uptime = 0;
  if (settings.diagnostics > 0)
    Timer.repeat(() => {
      uptime += settings.diagnostics;
      session.sendDiagnostics(
        diagnosticsMessage({
          uptime,
          start: reason,
          cause: cause || undefined,
          heap: freeHeap(),
          leastHeap: leastFreeHeap(),
          rssi: wifi.rssi,
          sensor: sensor.errors,
          dropped: history.dropped,
          folded: journal.folded,
          storage: journal.failedWrites,
          losses: session.losses,
          refused: centre.refused,
        }),
      );
    }, settings.diagnostics * 1000);

  const minutes = (factor: number) => Math.round((settings.offline_restart * factor) / 60);
  const watchdog = new Watchdog(settings.offline_restart, {
    get connected() {
      return session.connected;
    },
    restartNetwork() {
      console.say(texts.offline(minutes(1), "network"));
      wifi.restart();
    },
    restartChip() {
      console.say(texts.offline(minutes(2), "chip"));
      keepNote(Offline);
      restart();
    },
  });

  wifi.join();
}

export default function main(): void {
  try {
    start();
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const console = new Console("es");
    console.say(console.texts.badSetting(error.setting, error.value, error.allowed));
  }
}
