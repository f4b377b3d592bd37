/** Listens until enough has come, time is up, or the broker will not have it any more. */
import type { MqttClient } from "mqtt";
import { type BrokerAccess, brokerUrl } from "../lib/broker-address.ts";
import { BrokerFailure } from "../lib/failures.ts";
import type { MessageView } from "./views.ts";

export interface ListenOptions {
  broker: BrokerAccess;
  /** MQTT 3.1.1 section 4.7. */
  filter: string;
  qos: 0 | 1 | 2;
  view: MessageView;
  /** Messages. */
  count?: number;
  /** Seconds. */
  time?: number;
}

/** The return code of SUBACK that refuses a filter (MQTT 3.1.1 section 3.9.3). */
const refused = 0x80;

function subscribe(client: MqttClient, { broker, filter, qos, view }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe(filter, { qos }, (error, granted = []) => {
      if (/invalid topic/i.test(error?.message ?? ""))
        return reject(
          new Error(`"${filter}" no es un filtro: + ocupa un nivel entero y # va solo, al final.`),
        );
      if (error || granted.some((each) => each.qos >= refused))
        return reject(new Error(refusal(broker, filter)));
      view.say(`Suscrito a ${filter}`);
      resolve();
    });
  });
}

const refusal = ({ user }: BrokerAccess, filter: string): string =>
  `el broker no permite ${user ? `a "${user}" ` : ""}suscribirse a ${filter}: revisa sus permisos (ACL) o el tema.`;

/** @returns how many messages came @throws Error when the broker refuses the filter or, later on, the login */
export async function listen(client: MqttClient, options: ListenOptions): Promise<number> {
  const { broker, view, count = Number.POSITIVE_INFINITY, time } = options;
  let received = 0;
  const done = new Promise<number>((resolve, reject) => {
    let connected = true;
    client.on("message", (topic, payload, { qos, retain }) => {
      if (received >= count) return;
      received++;
      view.show({ topic, payload, qos, retain }, new Date());
      if (received >= count) resolve(received);
    });
    client.on("close", () => {
      if (connected && !client.disconnecting)
        view.say(`El broker ${brokerUrl(broker)} ha cortado la conexión; lo sigo intentando...`);
      connected = false;
    });
    client.on("connect", () => {
      connected = true;
      view.say(`Conectado de nuevo al broker ${brokerUrl(broker)}`);
    });
    client.on("error", (error) => {
      const failure = new BrokerFailure(error, broker, "es");
      if (failure.final) reject(failure);
    });
    if (time !== undefined) setTimeout(() => resolve(received), time * 1000);
  });
  // A retained message may come before the subscription is confirmed; a failure must not go unheard.
  done.catch(() => {});
  await subscribe(client, options);
  return done;
}
