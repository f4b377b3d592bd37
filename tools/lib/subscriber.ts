/** A plain subscriber: what anybody at the broker sees of the node. */
import type { BrokerAccess } from "./broker-address.ts";
import { connectBroker } from "./broker-client.ts";

export interface Message {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: number;
  readonly retain: boolean;
}

export interface Subscriber {
  close(): Promise<void>;
}

/** @throws BrokerFailure when it cannot be reached within five seconds */
export async function subscribe(
  broker: BrokerAccess,
  filter: string,
  onMessage: (message: Message) => void,
): Promise<Subscriber> {
  const client = await connectBroker(broker, { prefix: "vigia-view", language: "en", reconnectPeriod: 1000 });
  client.on("message", (topic, payload, { qos, retain }) => onMessage({ topic, payload, qos, retain }));
  await client.subscribeAsync(filter, { qos: 1 });
  return { close: () => client.endAsync(true).then(() => {}) };
}
