/** A connection that comes back: when it is lost, it is opened again, until it is closed. */
import { setTimeout as wait } from "node:timers/promises";
import type { Connection, ConnectionSource } from "./connection.ts";

/** Between two tries, in ms: a board that is plugged in again is there at once for a person. */
const retry = 300;

export interface SteadyLinkListener {
  onData(bytes: Uint8Array): void;
  onLost(): void;
  onBack(): void;
}

export class SteadyLink {
  readonly #source: ConnectionSource;
  readonly #listener: SteadyLinkListener;
  readonly #closing = new AbortController();
  #connection: Connection | undefined;

  constructor(source: ConnectionSource, listener: SteadyLinkListener) {
    this.#source = source;
    this.#listener = listener;
  }

  /** @throws ToolchainError when it cannot be opened the first time */
  async open(): Promise<void> {
    const connection = await this.#source.open({
      onData: (bytes) => this.#listener.onData(bytes),
      onLost: () => void this.#lost(),
    });
    if (this.#closing.signal.aborted) await connection.close();
    else this.#connection = connection;
  }

  /** What is written while there is no connection is lost, as on a cable. @returns whether it could be sent */
  write(bytes: Uint8Array): boolean {
    this.#connection?.write(bytes);
    return this.#connection !== undefined;
  }

  async restart(): Promise<void> {
    await this.#connection?.restart();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }

  async #lost(): Promise<void> {
    const { signal } = this.#closing;
    this.#connection = undefined;
    this.#listener.onLost();
    while (!signal.aborted && !this.#connection) {
      await wait(retry, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await this.open().then(
        () => this.#connection && this.#listener.onBack(),
        () => {},
      );
    }
  }
}
