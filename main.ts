/** The composition root: reads the settings, makes the parts and wires them. */
import Digital from "embedded:io/digital";
import config from "mc/config";
import PulseCapture from "pulse-capture";
import Alarm from "./alarm/alarm";
import PreferenceStore from "./alarm/preference-store";
import sayAborts from "./console/abort-hook";
import Console from "./console/console";
import { climateMessage } from "./network/messages";
import Outbox from "./network/outbox";
import Session from "./network/session";
import { topicsOf } from "./network/topics";
import WiFiLink from "./network/wifi-link";
import Button from "./sensors/button";
import DHT22 from "./sensors/dht22";
import { readSettings, SettingError } from "./settings/settings";
import version from "./version";

function start(): void {
  const settings = readSettings(config);
  const console = new Console(settings.language);
  const { texts } = console;
  sayAborts(console);
  const seconds = (milliseconds: number) => Math.ceil(milliseconds / 1000);

  const lamp = new Digital({ pin: settings.alarm_lamp_pin, mode: Digital.Output, initialValue: 0 });
  const linkLamp = new Digital({ pin: settings.link_lamp_pin, mode: Digital.Output, initialValue: 0 });
  const outbox = new Outbox();

  const alarm = new Alarm({
    store: new PreferenceStore(),
    onChange(on) {
      lamp.write(on ? 1 : 0);
      console.say(texts.alarm(on));
      outbox.addAlarm(on);
      session.flush();
    },
  });
  console.say(texts.start(version, alarm.on));
  lamp.write(alarm.on ? 1 : 0);
  outbox.addAlarm(alarm.on);

  const wifi = new WiFiLink({
    ssid: settings.wifi_ssid,
    password: settings.wifi_password,
    channel: settings.wifi_channel,
    onConnecting: () => console.say(texts.wifiConnecting(settings.wifi_ssid)),
    onReady(address) {
      console.say(texts.wifiConnected(address));
      session.start();
    },
    onLost(wait) {
      session.stop("wifi");
      console.say(texts.wifiLost(seconds(wait)));
    },
  });

  const suffix = wifi.mac.replaceAll(":", "").slice(-6);
  const base = settings.topic || `vigia/${suffix}`;
  const id = settings.client_id || `vigia-${suffix}`;
  const session = new Session({
    host: settings.broker,
    port: settings.port,
    id,
    user: settings.user,
    password: settings.password,
    keepAlive: settings.keep_alive,
    topics: topicsOf(base),
    outbox,
    alarmText: (on) => (on ? settings.alarm_on_text : settings.alarm_off_text),
    onConnecting: () => console.say(texts.mqttConnecting(settings.broker, settings.port)),
    onConnected() {
      linkLamp.write(1);
      console.say(texts.mqttConnected(id, base));
    },
    onLost(reason, wait) {
      linkLamp.write(0);
      console.say(texts.mqttLost(reason, seconds(wait)));
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

  new DHT22({
    sensor: { io: PulseCapture, pin: settings.dht_pin },
    onSample() {
      const sample = this.sample();
      if (!sample) return;
      const { temperature } = sample.thermometer;
      const { humidity } = sample.hygrometer;
      console.say(texts.reading(temperature.toFixed(1), humidity.toFixed(1)));
      outbox.addClimate(climateMessage(temperature, humidity));
      session.flush();
    },
    onError: (error) => console.say(texts.sensorError(error)),
  }).configure({ interval: settings.interval * 1000 });

  wifi.join();
}

try {
  start();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  const console = new Console("es");
  console.say(console.texts.badSetting(error.setting, error.value, error.allowed));
}
