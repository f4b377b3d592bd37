/**
 * The SDK's MQTT 3.1.1 client (ECMA-419 chapter 24) with the types of what Moddable 8.2.3 really does: both
 * its own typings and npm's describe callbacks that the implementation does not have.
 */
import Client from "embedded:network/mqtt/client";

/** What `onControl` gets: one object. */
export interface MQTTControl {
  /** One of the static operation numbers. */
  operation: number;
  /** Packet identifier, where the packet has one. */
  id?: number;
  /** CONNACK only; always 0: a refused connection reaches `onError` without its code. */
  returnCode?: number;
  /** SUBACK only: the return code for each topic filter. */
  payload?: number[];
}

/** What `onReadable` gets beside the byte count; topic, QoS and length come with the first fragment only. */
export interface MQTTReadable {
  more: boolean;
  topic?: string;
  QoS?: number;
  byteLength?: number;
}

export interface MQTTWill {
  topic: string;
  message: ArrayBuffer | string;
  QoS?: 0 | 1 | 2;
  retain?: boolean;
}

export interface MQTTOptions {
  host: string;
  port?: number;
  id?: string;
  user?: string;
  password?: string | ArrayBuffer;
  clean?: boolean;
  /** Milliseconds. */
  keepAlive?: number;
  will?: MQTTWill;
  /** The whole object is handed to the resolver's constructor. */
  dns: { io: ResolverConstructor; [option: string]: unknown };
  /** What is beside `io` is handed to the socket's constructor. */
  socket: { io: unknown; [option: string]: unknown };
  /** Kept as the client's `target`, for callbacks that are no closures. */
  target?: unknown;
  onReadable?: (this: MQTTClient, count: number, options: MQTTReadable) => void;
  onWritable?: (this: MQTTClient, count: number) => void;
  onControl?: (this: MQTTClient, message: MQTTControl) => void;
  /** Without a reason; the client has closed itself when the callback returns. */
  onError?: (this: MQTTClient) => void;
}

export interface ResolveOptions {
  host: string;
  onResolved(host: string, address: string): void;
  onError(): void;
}

export type ResolverConstructor = new (options: never) => { resolve(options: ResolveOptions): void };

export interface MQTTWrite {
  operation?: number;
  id?: number;
  topic?: string;
  QoS?: 0 | 1 | 2;
  retain?: boolean;
  duplicate?: boolean;
  byteLength?: number;
  items?: { topic: string; QoS?: 0 | 1 | 2 }[];
}

export interface MQTTClient {
  /** The option of that name. */
  readonly target?: unknown;
  /** @returns the payload's next bytes, or undefined when there are none. */
  read(count?: number): ArrayBuffer | undefined;
  /** @returns the number of bytes put into the buffer */
  read(buffer: ArrayBuffer | Uint8Array): number | undefined;
  /**
   * @returns the bytes that can still be written.
   * @throws Error before CONNACK, and "overflow" when the packet exceeds the free buffer; TypeError before
   * there is a socket and after close.
   */
  write(data: ArrayBuffer | Uint8Array | null, options?: MQTTWrite): number;
  /** Closes the socket without a DISCONNECT. Must not be called inside `onReadable`, nor before DNS answered. */
  close(): void;
  /** Only "buffer". @throws RangeError for another */
  format: string;
}

export interface MQTTClientConstructor {
  new (options: MQTTOptions): MQTTClient;
  readonly CONNECT: 1;
  readonly CONNACK: 2;
  readonly PUBLISH: 3;
  readonly PUBACK: 4;
  readonly PUBREC: 5;
  readonly PUBREL: 6;
  readonly PUBCOMP: 7;
  readonly SUBSCRIBE: 8;
  readonly SUBACK: 9;
  readonly UNSUBSCRIBE: 10;
  readonly UNSUBACK: 11;
  readonly PINGREQ: 12;
  readonly PINGRESP: 13;
  readonly DISCONNECT: 14;
}

export default Client as unknown as MQTTClientConstructor;
