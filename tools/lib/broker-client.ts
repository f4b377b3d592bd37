/** Connects to a broker, or says in a sentence why not. */
import { randomBytes } from "node:crypto";
import type { IClientOptions, MqttClient } from "mqtt";
import type { BrokerAccess } from "./broker-address.ts";
import { BrokerFailure } from "./failures.ts";
import type { Language } from "./language.ts";

export interface ClientOptions {
  /** Of the client id, so that a broker's log shows who it was; the rest is random. */
  prefix: string;
  language: Language;
  /** Milliseconds until the next try when the connection is lost; 0 for none. */
  reconnectPeriod: number;
}

/** From the start to CONNACK, in ms. */
const connectTimeout = 5000;

/** @throws BrokerFailure when it cannot be reached, or does not take the connection, within five seconds */
export async function connectBroker(access: BrokerAccess, options: ClientOptions): Promise<MqttClient> {
  const { prefix, language, reconnectPeriod } = options;
  const { host, port, secure, ca, user, password } = access;
  const settings: IClientOptions = {
    protocol: secure ? "mqtts" : "mqtt",
    host,
    port,
    clientId: `${prefix}-${randomBytes(3).toString("hex")}`,
    connectTimeout,
    reconnectPeriod,
    reconnectOnConnackError: true,
    queueQoSZero: false,
    ...(user !== "" && { username: user, password }),
    ...(ca !== "" && { ca }),
  };
  const { connect } = await import("mqtt");
  return new Promise((resolve, reject) => {
    const client = connect(settings);
    let failure: Error | undefined;
    const leave = () => {
      client.off("connect", connected).off("error", failed).off("close", closed);
    };
    const connected = () => {
      leave();
      client.on("error", () => {});
      resolve(client);
    };
    const failed = (error: Error) => {
      failure ??= error;
    };
    const closed = () => {
      leave();
      client.on("error", () => {});
      client.end(true);
      reject(new BrokerFailure(failure ?? new Error("connection closed"), access, language));
    };
    client.on("connect", connected).on("error", failed).on("close", closed);
  });
}
