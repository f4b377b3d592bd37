/** Publishes messages at a steady pace, and knows of each whether it was sent. */
import { setTimeout as pause } from "node:timers/promises";
import type { MqttClient } from "mqtt";

export interface PublisherOptions {
  topic: string;
  qos: 0 | 1 | 2;
  retain: boolean;
}

export interface Outcome {
  /** From 1. */
  readonly number: number;
  readonly text: string;
  /** Why it was not sent, in Spanish. */
  readonly failure?: string;
}

const noConnection = "sin conexión con el broker";
const unconfirmed = "la conexión se cortó antes de que el broker lo confirmara";

export class Publisher {
  readonly #client: MqttClient;
  readonly #options: PublisherOptions;
  readonly #closing = new AbortController();

  constructor(client: MqttClient, options: PublisherOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** @param interval in seconds @param message `{n}` in it is the number @returns how many were not sent */
  async run(
    count: number,
    interval: number,
    message: string,
    onOutcome: (outcome: Outcome) => void,
  ): Promise<number> {
    let unsent = 0;
    for (let number = 1; number <= count; number++) {
      if (number > 1 && !(await this.#wait(interval))) break;
      const text = message.replaceAll("{n}", String(number));
      const failure = await this.#publish(text);
      if (this.#closing.signal.aborted) break;
      if (failure !== undefined) unsent++;
      onOutcome({ number, text, ...(failure !== undefined && { failure }) });
    }
    return unsent;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#client.endAsync(!this.#client.connected);
  }

  /** @returns false when it was closed meanwhile */
  #wait(seconds: number): Promise<boolean> {
    const { signal } = this.#closing;
    return pause(seconds * 1000, undefined, { signal }).then(
      () => true,
      () => false,
    );
  }

  /** @returns why it was not sent */
  async #publish(text: string): Promise<string | undefined> {
    const client = this.#client;
    const { topic, qos, retain } = this.#options;
    if (!client.connected) return noConnection;
    return new Promise((resolve) => {
      const lost = () => resolve(qos === 0 ? noConnection : unconfirmed);
      client.once("close", lost);
      client.publish(topic, text, { qos, retain }, (error) => {
        client.off("close", lost);
        resolve(error ? error.message : undefined);
      });
    });
  }
}
