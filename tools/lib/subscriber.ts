/** A plain subscriber: what anybody at the broker sees of the node. */
import type { MqttClient } from "mqtt";
import type { BrokerAddress } from "./values.ts";

export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

export interface Subscriber {
  close(): Promise<void>;
}

/** @throws Error naming the broker when it cannot be reached within five seconds */
export async function subscribe(
  broker: BrokerAddress,
  filter: string,
  onMessage: (message: Message) => void,
): Promise<Subscriber> {
  const url = `mqtt://${broker.host.includes(":") ? `[${broker.host}]` : broker.host}:${broker.port}`;
  const { connectAsync } = await import("mqtt");
  let client: MqttClient;
  try {
    client = await connectAsync(url, { connectTimeout: 5000, reconnectPeriod: 1000 }, false);
  } catch (error) {
    const cause = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new Error(`no MQTT broker answers at ${url} (${cause}): is it running, and is the port right?`);
  }
  client.on("message", (topic, payload, { qos, retain }) => onMessage({ topic, payload, qos, retain }));
  client.on("error", () => {});
  await client.subscribeAsync(filter, { qos: 1 });
  return { close: () => client.endAsync(true).then(() => {}) };
}
