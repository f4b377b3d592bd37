/**
 * Stands in for `embedded:network/mqtt/client`: the MQTT 3.1.1 client of ECMA-419, chapter 24, as the Moddable
 * SDK 8.2.3 has it in examples/io/tcp/mqttclient/mqttclient.js, also where that departs from the chapter.
 * Clauses in brackets are those of MQTT 3.1.1.
 *
 * A firmware must meet the same traps here as on the device:
 * - A PUBLISH that arrives without a payload jams the parser: nothing is read from then on.
 * - `close()` inside `onReadable` makes the parser touch a closed socket, which throws. `close()` before the
 *   resolver has answered makes its answer throw.
 * - A callback that throws while a packet is parsed breaks the parser for good.
 * - `onError` is told no reason, and the code of a refused connection is nowhere to be had.
 * - `close()` sends no DISCONNECT, nothing is ever sent twice, and `onClose` is never called.
 * - Packet identifiers count up without a bound, by packets that have none too.
 *
 * What differs: a packet is written to the socket in one piece, a PUBLISH in two, without the hints that only
 * TLS reads.
 */

import Time from "time";
import Timer from "timer";
import type { MQTTControl, MQTTOptions, MQTTReadable, MQTTWrite } from "../../../../../network/mqtt-client";
import { Incoming } from "./incoming";
import * as outgoing from "./outgoing";

/** Writable bytes that the application is not told of: room for two of the client's own packets. */
const RESERVE = 8;
const CONNECT_TIMEOUT = 30_000;

type Options = MQTTOptions & { format?: string; keepalive?: number };

type Bytes = ArrayBuffer | Uint8Array;

/** What is used of `embedded:io/socket/tcp`. */
interface Socket {
  format: string;
  read(count?: number | Bytes): unknown;
  write(data: Bytes): number;
  close(): void;
}

export default class MQTTClient {
  static readonly CONNECT = 1;
  static readonly CONNACK = 2;
  static readonly PUBLISH = 3;
  static readonly PUBACK = 4;
  static readonly PUBREC = 5;
  static readonly PUBREL = 6;
  static readonly PUBCOMP = 7;
  static readonly SUBSCRIBE = 8;
  static readonly SUBACK = 9;
  static readonly UNSUBSCRIBE = 10;
  static readonly UNSUBACK = 11;
  static readonly PINGREQ = 12;
  static readonly PINGRESP = 13;
  static readonly DISCONNECT = 14;

  declare target?: unknown;
  /** A copy: what the application does to its own object later has no effect. Undefined once closed. */
  #options: Options | undefined;
  #socket: Socket | undefined;
  #state: "resolving" | "connecting" | "login" | "connected" | "publishing" | "closed" = "resolving";
  /** Bytes that the socket has room for, and bytes that it holds. */
  #writable = 0;
  #readable = 0;
  /** Bytes of a payload: those that the application has been offered and not read, those it still has to write. */
  #payload = 0;
  #unsent = 0;
  #id = 1;
  /** Undefined while the parser runs, and so for good when a callback throws. */
  #incoming: Incoming | undefined = new Incoming();
  /** Packets of the client's own that have not been written. */
  readonly #queue: MQTTWrite[] = [];
  /** When PINGREQ was last sent and PINGRESP last received, and the milliseconds wanted between them. */
  #pinged = 0;
  #answered = 0;
  #interval = 0;
  #connectTimer: Timer | undefined;
  #pingTimer: Timer | undefined;
  #queueTimer: Timer | undefined;
  #readTimer: Timer | undefined;

  constructor(options: Options) {
    this.format = options.format ?? "buffer";
    if (options.target !== undefined) this.target = options.target;
    if (!options.host) throw new Error("host required");
    this.#options = { ...options };

    new options.dns.io(options.dns as never).resolve({
      host: options.host,
      onResolved: (host, address) => {
        try {
          this.#connect(options.socket, host, address);
        } catch {
          this.#fail();
        }
      },
      onError: () => this.#fail(),
    });
  }

  get format(): string {
    return "buffer";
  }
  set format(value: string) {
    if (value !== "buffer") throw new RangeError();
  }

  close(): void {
    Timer.clear(this.#connectTimer);
    Timer.clear(this.#pingTimer);
    Timer.clear(this.#queueTimer);
    Timer.clear(this.#readTimer);
    this.#state = "closed";
    this.#socket?.close();
    this.#socket = undefined;
    this.#options = undefined;
    this.#writable = this.#readable = this.#payload = 0;
  }

  write(data: Bytes | null, options?: MQTTWrite): number {
    const socket = this.#socket!;
    socket.format = "buffer";
    if (this.#state !== "connected") this.#writeFragment(socket, data!, options);
    else {
      const id = options!.id ?? ++this.#id;
      const operation = options!.operation ?? MQTTClient.PUBLISH;
      if (operation === MQTTClient.PUBLISH) this.#writePublish(socket, data!, options!, id);
      else this.#writePacket(socket, operation, options!, id);
    }
    return this.#free;
  }

  read(into: number | Bytes = this.#payload): unknown {
    let count = typeof into === "object" ? into.byteLength : into;
    if (typeof into === "object" && (into as Uint8Array).BYTES_PER_ELEMENT > 1)
      throw new Error("invalid buffer");
    if (count > this.#payload) {
      count = this.#payload;
      if (!count) return;
      into = typeof into === "object" ? firstBytes(into, count) : count;
    }
    this.#readable -= count;
    this.#payload -= count;
    const socket = this.#socket!;
    socket.format = "buffer";
    const result = socket.read(into);
    if (!this.#payload && this.#incoming) {
      this.#readTimer ??= Timer.set(() => {
        this.#readTimer = undefined;
        if (this.#readable > 0) this.#onReadable(this.#readable);
      });
    }
    return result;
  }

  get #free(): number {
    const free = this.#writable - RESERVE;
    return free > 0 ? free : 0;
  }

  #connect(options: { io: unknown }, host: string, address: string): void {
    this.#state = "connecting";
    this.#socket = new (options.io as new (options: object) => Socket)({
      ...options,
      address,
      host,
      port: this.#options!.port ?? 1883,
      onReadable: (count: number) => this.#onReadable(count),
      onWritable: (count: number) => this.#onWritable(count),
      onError: (error?: unknown) => this.#fail(error),
    });
    this.#connectTimer = Timer.set(() => this.#fail(), CONNECT_TIMEOUT);
  }

  /** Sends CONNECT [3.1] and starts the keep-alive [3.1.2.10], which counts from it. */
  #login(): void {
    Timer.clear(this.#connectTimer);
    this.#connectTimer = undefined;
    const options = this.#options!;
    const seconds = Math.ceil((options.keepAlive ?? options.keepalive ?? 0) / 1000);
    this.#writable = this.#socket!.write(outgoing.connect(options, seconds));
    if (seconds) {
      this.#interval = seconds * 1000;
      this.#pingTimer = Timer.repeat(() => this.#keepAlive(), this.#interval / 4);
      this.#answered = this.#pinged = Time.ticks;
    }
    this.#state = "login";
  }

  /** Looks four times an interval. Only PINGRESP shows that the broker lives, only PINGREQ that the client does. */
  #keepAlive(): void {
    const now = Time.ticks;
    const silent = Time.delta(this.#answered, now) >= this.#interval * 1.5;
    const due = Time.delta(this.#pinged, now) >= this.#interval * 0.75 - 500;
    const stuck = due && this.#queue.some(({ operation }) => operation === MQTTClient.PINGREQ);
    if (silent || stuck) this.#fail("time out");
    else if (due) this.#send({ operation: MQTTClient.PINGREQ });
  }

  /** Queues a packet of the client's own, to be written when the running callback has returned. */
  #send(packet: MQTTWrite): void {
    this.#queue.push(packet);
    this.#queueTimer ??= Timer.set(() => {
      this.#queueTimer = undefined;
      this.#onWritable(this.#writable);
    });
  }

  #onWritable(count: number): void {
    this.#writable = count;
    if (this.#state === "connecting") this.#login();
    if (this.#state !== "connected" && this.#state !== "publishing") return;
    while (this.#queue.length && this.#state === "connected") {
      if (this.#writable < (this.#queue[0]!.operation === MQTTClient.PINGREQ ? 2 : 4)) return;
      this.write(null, this.#queue.shift());
    }
    const free = this.#free;
    if (free) this.#options!.onWritable?.call(this as never, free);
  }

  #writePacket(socket: Socket, operation: number, options: MQTTWrite, id: number): void {
    let packet: Uint8Array;
    switch (operation) {
      case MQTTClient.SUBSCRIBE:
      case MQTTClient.UNSUBSCRIBE:
        packet = outgoing.subscription(operation, options.items!, id);
        break;
      case MQTTClient.PUBACK:
      case MQTTClient.PUBREC:
      case MQTTClient.PUBREL:
      case MQTTClient.PUBCOMP:
        packet = outgoing.acknowledgement(operation, id);
        break;
      case MQTTClient.PINGREQ:
        this.#pinged = Time.ticks;
        packet = outgoing.bare(operation);
        break;
      case MQTTClient.DISCONNECT:
        packet = outgoing.bare(operation);
        break;
      default:
        throw new Error("unknown");
    }
    if (packet.length > this.#writable) throw new Error("overflow");
    this.#writable = socket.write(packet);
  }

  /** Writes the payload, or its first fragment, from where it is: it may be large. */
  #writePublish(socket: Socket, data: Bytes, options: MQTTWrite, id: number): void {
    const length = options.byteLength ?? data.byteLength;
    if (data.byteLength > length) throw new Error("invalid");
    const packet = outgoing.publish(options, id, length);
    if (packet.length + data.byteLength > this.#writable) throw new Error("overflow");
    socket.write(packet);
    this.#writable = socket.write(data);
    if (data.byteLength < length) {
      this.#unsent = length - data.byteLength;
      this.#state = "publishing";
    }
  }

  #writeFragment(socket: Socket, data: Bytes, options: MQTTWrite | undefined): void {
    const count = data.byteLength;
    if (this.#state !== "publishing" || options || count > this.#unsent) throw new Error();
    this.#writable = socket.write(data);
    this.#unsent -= count;
    if (this.#unsent === 0) this.#state = "connected";
  }

  #onReadable(count: number): void {
    this.#readable = count;
    if (this.#payload) return; // the application has to read first
    const socket = this.#socket!;
    socket.format = "number";
    const incoming = this.#incoming!;
    this.#incoming = undefined;
    let left = count;
    while (left > 0) {
      if (incoming.inPayload) {
        if (!incoming.length) break; // never left: the packet has no byte that would end it
        this.#readable = left;
        this.#offer(incoming, Math.min(left, incoming.length));
        socket.format = "number";
        left = this.#readable;
        if (this.#payload) break;
      } else {
        left -= 1;
        const done = incoming.take(socket.read() as number);
        if (typeof done === "string") {
          this.#fail(done);
          break;
        }
        if (done && !this.#accept(incoming.message)) break;
      }
    }
    this.#readable = left;
    this.#incoming = incoming;
  }

  /** Offers the next fragment of a payload. The acknowledgement is queued with the last one [4.3]. */
  #offer(incoming: Incoming, count: number): void {
    const { topic, length, QoS } = incoming;
    const more = length !== count;
    incoming.topic = undefined;
    incoming.length -= count;
    this.#payload = count;
    if (!more) {
      incoming.finish();
      const { id } = incoming.message;
      if (QoS) this.#send({ operation: QoS === 1 ? MQTTClient.PUBACK : MQTTClient.PUBREC, id: id! });
    }
    const options: MQTTReadable = topic ? { topic, byteLength: length, QoS, more } : { more };
    this.#options!.onReadable?.call(this as never, count, options);
  }

  /** Acts upon a packet without payload and tells the application. @returns whether to read on. */
  #accept(message: MQTTControl): boolean {
    const { operation, id } = message;
    const connected = operation === MQTTClient.CONNACK;
    if (connected) {
      if (message.returnCode) {
        this.#fail("connection rejected");
        return true; // if a byte follows, it is read from the closed socket
      }
      this.#state = "connected";
    } else if (operation === MQTTClient.PINGRESP) this.#answered = Time.ticks;
    else if (operation === MQTTClient.PUBREC) this.#send({ operation: MQTTClient.PUBREL, id: id! });
    else if (operation === MQTTClient.PUBREL) this.#send({ operation: MQTTClient.PUBCOMP, id: id! });

    this.#options!.onControl?.call(this as never, message);
    if (connected && this.#free) this.#options!.onWritable?.call(this as never, this.#free);
    if (!this.#socket) return false;
    this.#socket.format = "number";
    return true;
  }

  #fail(reason?: unknown): void {
    trace(`mqttClient error: ${reason ?? "unknown"}\n`);
    this.#options!.onError?.call(this as never);
    this.close();
  }
}

function firstBytes(buffer: Bytes, count: number): Uint8Array {
  return ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, count)
    : new Uint8Array(buffer, 0, count);
}
