/**
 * One connection to the broker over the SDK's client: from the name to CONNACK, then messages both ways, to
 * its end. It is used once; the session makes the next.
 *
 * The client must be handled with care (see mqtt-client.ts): it is closed neither inside its own callbacks
 * nor before its name was resolved, and gets bytes and packet identifiers of ours.
 */
import Timer from "timer";
import type { GuardListener, SocketConstructor } from "./guard";
import { type LossReason, refusal } from "./loss";
import Client, { type MQTTClient, type MQTTControl, type MQTTReadable, type MQTTWill } from "./mqtt-client";
import Resolver, { type ResolverOwner } from "./resolver";
import type { Refusal } from "./tls/refusal";

export interface ConnectionOptions {
  host: string;
  port: number;
  id: string;
  user: string;
  password: string;
  /** Seconds. */
  keepAlive: number;
  will: MQTTWill;
  /** The guarded socket class, and what its constructor wants beside the client's options. */
  socket: { io: SocketConstructor; [option: string]: unknown };
}

/** Who has the connection. */
export interface ConnectionDelegate {
  opened(): void;
  /** More can be written. */
  writable(): void;
  acknowledged(id: number): void;
  received(topic: string, payload: Uint8Array, retained: boolean): void;
  /** The end; never called from within one of the connection's methods, and never after its `close`. */
  ended(connection: Connection, reason: LossReason): void;
}

/** From the start to CONNACK, in ms. */
const ConnectTimeout = 15_000;
/** Fixed header, topic length and packet identifier at most, in bytes. */
const Overhead = 9;

export default class Connection implements GuardListener, ResolverOwner {
  connack = 0;
  retained = false;
  readonly #delegate: ConnectionDelegate;
  readonly #client: MQTTClient;
  #resolver: Resolver | undefined;
  #timer: Timer | undefined;
  #open = true;
  #connected = false;
  #writable = 0;
  #reason: LossReason = "unreachable";
  #topic = "";
  #payload: Uint8Array | undefined;
  #received = 0;

  constructor(options: ConnectionOptions, delegate: ConnectionDelegate) {
    const { host, port, id, user, password, keepAlive, will, socket } = options;
    this.#delegate = delegate;
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      this.end("timeout");
    }, ConnectTimeout);
    this.#client = new Client({
      host,
      port,
      id,
      ...(user === "" ? undefined : { user }),
      ...(password === "" ? undefined : { password }),
      keepAlive: keepAlive * 1000,
      will,
      target: this,
      dns: { io: Resolver, owner: this },
      socket: { ...socket, guard: this },
      onControl: Connection.#onControl,
      onWritable: Connection.#onWritable,
      onReadable: Connection.#onReadable,
      onError: Connection.#onError,
    });
  }

  static #onControl(this: MQTTClient, message: MQTTControl): void {
    (this.target as Connection).control(message);
  }

  static #onWritable(this: MQTTClient, count: number): void {
    const connection = this.target as Connection;
    connection.#writable = count;
    if (connection.#connected && connection.#open) connection.#delegate.writable();
  }

  static #onReadable(this: MQTTClient, count: number, message: MQTTReadable): void {
    (this.target as Connection).read(count, message);
  }

  static #onError(this: MQTTClient): void {
    (this.target as Connection).failed();
  }

  /** Whether a packet with so many bytes of topic and payload fits into the socket's buffer now. */
  fits(bytes: number): boolean {
    return bytes + Overhead <= this.#writable;
  }

  /** @returns false if it does not fit now */
  publish(
    topic: string,
    payload: ArrayBuffer,
    QoS: 0 | 1,
    id: number,
    retain: boolean,
    duplicate: boolean,
  ): boolean {
    if (!this.fits(topic.length * 3 + payload.byteLength)) return false;
    this.#writable = this.#client.write(payload, { topic, QoS, retain, duplicate, id });
    return true;
  }

  /** @returns false if it does not fit now */
  subscribe(topic: string, id: number): boolean {
    if (!this.fits(topic.length * 3 + 1)) return false;
    this.#writable = this.#client.write(null, {
      operation: Client.SUBSCRIBE,
      id,
      items: [{ topic, QoS: 1 }],
    });
    return true;
  }

  /** Ends the connection without a further word to the session. @param politely with a DISCONNECT: no will */
  close(politely: boolean): void {
    if (!this.#open) return;
    this.finish();
    if (politely && this.#connected && this.fits(0))
      this.#client.write(null, { operation: Client.DISCONNECT, id: 1 });
    this.#client.close();
  }

  violated(cause: string): void {
    trace("guard: ", cause, "\n");
    this.endLater("protocol");
  }

  refused({ reason }: Refusal): void {
    this.#reason = reason;
  }

  resolving(resolver: Resolver): void {
    this.#resolver = resolver;
  }

  unresolved(): void {
    this.#reason = "dns";
  }

  private control({ operation, id }: MQTTControl): void {
    if (!this.#open) return;
    if (operation === Client.CONNACK) {
      this.#connected = true;
      this.#resolver = undefined;
      this.clear();
      this.#delegate.opened();
    } else if ((operation === Client.PUBACK || operation === Client.SUBACK) && id !== undefined)
      this.#delegate.acknowledged(id);
  }

  private read(count: number, { topic, byteLength, more }: MQTTReadable): void {
    if (topic !== undefined) {
      this.#topic = topic;
      this.#payload = new Uint8Array(byteLength as number);
      this.#received = 0;
    }
    const data = this.#client.read(count);
    const payload = this.#payload;
    if (!data || !payload) return;
    payload.set(new Uint8Array(data), this.#received);
    this.#received += data.byteLength;
    if (more) return;
    this.#payload = undefined;
    if (this.#open) this.#delegate.received(this.#topic, payload, this.retained);
  }

  /** The client has an error and closes itself when this returns. */
  private failed(): void {
    if (!this.#open) return;
    const reason = this.#connected ? "lost" : this.connack ? refusal(this.connack) : this.#reason;
    this.finish();
    Timer.set(() => this.#delegate.ended(this, reason));
  }

  private endLater(reason: LossReason): void {
    if (!this.#open) return;
    this.finish();
    Timer.set(() => {
      this.#client.close();
      this.#delegate.ended(this, reason);
    });
  }

  private end(reason: LossReason): void {
    this.finish();
    this.#client.close();
    this.#delegate.ended(this, reason);
  }

  private finish(): void {
    this.#open = false;
    this.#resolver?.cancel();
    this.clear();
  }

  private clear(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
  }
}
