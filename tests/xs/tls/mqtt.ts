/** The SDK's MQTT client over TLS, for tests/simulator/tls/board.test.ts: says what it hears of its own words. */
import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import Time from "time";
import type { GuardListener } from "../../../network/guard";
import Client, { type MQTTClient } from "../../../network/mqtt-client";
import Resolver from "../../../network/resolver";
import { GuardedTLS } from "../../../network/sockets";
import { decodePEM } from "../../../network/tls/pem";

const { host, port, ca, unix } = config as { host: string; port: number; ca: string; unix: number };
const Long = 400;

const guard: GuardListener = {
  connack: 0,
  retained: false,
  violated: (cause) => trace(`violation: ${cause}\n`),
  refused: ({ reason, message }) => trace(`refused: ${reason}, ${message}\n`),
};

function publish(client: MQTTClient, text: string, id: number): void {
  client.write(ArrayBuffer.fromString(text), { topic: "t", QoS: 1, id });
}

function start(): void {
  let heard = 0;
  new Client({
    host,
    port,
    id: "tls",
    keepAlive: 1000,
    dns: { io: Resolver, owner: { resolving() {}, unresolved() {} } },
    socket: {
      io: GuardedTLS,
      guard,
      authorities: () => decodePEM(ca),
      now: () => Date.now(),
    },
    onControl({ operation }) {
      trace(`control: ${operation}\n`);
      if (operation === Client.CONNACK)
        this.write(null, { operation: Client.SUBSCRIBE, id: 1, items: [{ topic: "t", QoS: 1 }] });
      if (operation === Client.SUBACK) {
        publish(this, "short", 2);
        publish(this, "x".repeat(Long), 3);
      }
    },
    onReadable(count) {
      const text = String.fromArrayBuffer(this.read(count) as ArrayBuffer);
      trace(`message: ${text.length > Long - 1 ? "long" : text}\n`);
      if (++heard === 2) trace("heard both\n");
    },
    onError: () => trace("end: error\n"),
  });
}

const wifi = new WiFi({
  onChanged(property) {
    if (property !== "connection" || wifi.connection !== 500) return;
    Time.set(unix);
    start();
  },
});
wifi.connect({ SSID: "Wokwi-GUEST", channel: 6 });
