/** Listens until enough has come, time is up, or the broker will not have it any more. */
import type { MqttClient } from "mqtt";
import { type BrokerAccess, brokerUrl } from "../lib/broker-address.ts";
import { BrokerFailure } from "../lib/failures.ts";
import type { Message } from "../lib/subscriber.ts";
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

function subscribe(client: MqttClient, { broker, filter, qos }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    client.subscribe(filter, { qos }, (error, granted = []) => {
      if (/invalid topic/i.test(error?.message ?? ""))
        return reject(
          new Error(`"${filter}" no es un filtro: + ocupa un nivel entero y # va solo, al final.`),
        );
      if (error || granted.some((each) => each.qos >= refused))
        return reject(new Error(refusal(broker, filter)));
      resolve();
    });
  });
}

const refusal = ({ user }: BrokerAccess, filter: string): string =>
  `el broker no permite ${user ? `a "${user}" ` : ""}suscribirse a ${filter}: revisa sus permisos (ACL) o el tema.`;

/** @returns how many messages came @throws Error when the broker refuses the filter or, later on, the login */
export async function listen(client: MqttClient, options: ListenOptions): Promise<number> {
  const { view, count = Number.POSITIVE_INFINITY, time } = options;
  let received = 0;
  // A broker may send what is retained before it confirms the subscription.
  let early: (() => void)[] | undefined = [];
  const done = new Promise<number>((resolve, reject) => {
    const receive = (message: Message) => {
      if (received >= count) return;
      received++;
      view.show(message, new Date());
      if (received >= count) resolve(received);
    };
    client.on("message", (topic, payload, { qos, retain }) => {
      const message = { topic, payload, qos, retain };
      if (early) early.push(() => receive(message));
      else receive(message);
    });
    watch(client, options, reject);
    if (time !== undefined) setTimeout(() => resolve(received), time * 1000);
  });
  // It may fail while the subscription is under way; it is awaited after that.
  done.catch(() => {});
  await subscribe(client, options);
  view.say(`Suscrito a ${options.filter}`);
  const kept = early;
  early = undefined;
  for (const receive of kept) receive();
  return done;
}

/** Says when the connection goes and comes. @param end for when it is no use to go on */
function watch(client: MqttClient, { broker, view }: ListenOptions, end: (error: Error) => void): void {
  let connected = true;
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
    if (failure.final) end(failure);
  });
}
