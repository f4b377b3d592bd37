/** Handshake messages of TLS 1.2 (RFC 5246 section 7.4, RFC 8422 section 5), for the one suite that is spoken. */
import { isIPv4 } from "node:net";
import { TLSError } from "./alert.ts";
import { TLS12 } from "./records.ts";

export const HandshakeType = {
  clientHello: 1,
  serverHello: 2,
  certificate: 11,
  serverKeyExchange: 12,
  serverHelloDone: 14,
  clientKeyExchange: 16,
  finished: 20,
} as const;

/** TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 (RFC 5289). */
export const suite = 0xc02f;
/** Stands for an empty renegotiation_info (RFC 5746 section 3.3). */
const noRenegotiation = 0x00ff;
const secp256r1 = 23;
const namedCurve = 3;
const rsaSHA256 = 0x0401;
const randomLength = 32;

const Extension = { serverName: 0, groups: 10, signatures: 13, renegotiation: 0xff01 } as const;

export interface Message {
  readonly type: number;
  readonly body: Uint8Array;
  /** With its header, as the transcript has it. */
  readonly whole: Uint8Array;
}

const uint = (value: number, length: number): Buffer => {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
};

/** Bytes with their length before them. */
const vector = (lengthBytes: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint(body.length, lengthBytes), body]);
};

export function encodeMessage(type: number, body: Uint8Array): Buffer {
  return Buffer.concat([uint(type, 1), vector(3, body)]);
}

/** Reads what is laid out one after the other. @throws TLSError where it is cut off */
class Reader {
  #at = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  bytes(count: number): Buffer {
    if (this.#at + count > this.#bytes.length)
      throw new TLSError("decodeError", "a handshake message that is cut off");
    this.#at += count;
    return this.#bytes.subarray(this.#at - count, this.#at);
  }

  uint(length: number): number {
    return this.bytes(length).readUIntBE(0, length);
  }

  vector(lengthBytes: number): Buffer {
    return this.bytes(this.uint(lengthBytes));
  }

  end(): void {
    if (!this.atEnd) throw new TLSError("decodeError", "a handshake message with bytes behind it");
  }
}

/** Finds the messages in the bodies of records. */
export class MessageReader {
  #pending: Uint8Array = new Uint8Array();

  add(body: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, body]);
  }

  get empty(): boolean {
    return this.#pending.length === 0;
  }

  next(): Message | undefined {
    if (this.#pending.length < 4) return undefined;
    const head = new Reader(this.#pending);
    const type = head.uint(1);
    const end = 4 + head.uint(3);
    if (this.#pending.length < end) return undefined;
    const whole = this.#pending.subarray(0, end);
    this.#pending = this.#pending.subarray(end);
    return { type, body: whole.subarray(4), whole };
  }
}

/** @param server its name; sent unless it is an address (RFC 6066 section 3) */
export function clientHello(random: Uint8Array, server: string): Buffer {
  const named = !isIPv4(server);
  const name = Buffer.concat([uint(0, 1), vector(2, Buffer.from(server))]);
  const extensions = [
    ...(named ? [extension(Extension.serverName, vector(2, name))] : []),
    extension(Extension.groups, vector(2, uint(secp256r1, 2))),
    extension(Extension.signatures, vector(2, uint(rsaSHA256, 2))),
  ];
  return Buffer.concat([
    uint(TLS12, 2),
    random,
    vector(1),
    vector(2, uint(suite, 2), uint(noRenegotiation, 2)),
    vector(1, uint(0, 1)),
    vector(2, ...extensions),
  ]);
}

const extension = (type: number, data: Uint8Array): Buffer => Buffer.concat([uint(type, 2), vector(2, data)]);

export interface ClientHello {
  readonly random: Uint8Array;
  /** Whether the client knows renegotiation_info: then it wants it of the server. */
  readonly renegotiation: boolean;
}

/** @throws TLSError where it is none, or has nothing in common with this side */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new Reader(body);
  if (reader.uint(2) < TLS12) throw new TLSError("protocolVersion", "a client without TLS 1.2");
  const random = reader.bytes(randomLength);
  reader.vector(1);
  const suites = list(reader.vector(2));
  reader.vector(1);
  const extensions = readExtensions(reader);
  const groups = extensions.get(Extension.groups);
  const signatures = extensions.get(Extension.signatures);
  if (
    !suites.includes(suite) ||
    (groups && !list(new Reader(groups).vector(2)).includes(secp256r1)) ||
    (signatures && !list(new Reader(signatures).vector(2)).includes(rsaSHA256))
  )
    throw new TLSError("handshakeFailure", "a client without this server's suite");
  const renegotiation = suites.includes(noRenegotiation) || extensions.has(Extension.renegotiation);
  return { random, renegotiation };
}

const list = (bytes: Buffer): number[] =>
  Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(2 * index));

function readExtensions(reader: Reader): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  if (reader.atEnd) return found;
  const extensions = new Reader(reader.vector(2));
  reader.end();
  while (!extensions.atEnd) found.set(extensions.uint(2), extensions.vector(2));
  return found;
}

export function serverHello(random: Uint8Array, renegotiation: boolean): Buffer {
  const extensions = renegotiation ? [vector(2, extension(Extension.renegotiation, vector(1)))] : [];
  return Buffer.concat([uint(TLS12, 2), random, vector(1), uint(suite, 2), uint(0, 1), ...extensions]);
}

/** @returns the server's random @throws TLSError where it chose what was not offered */
export function readServerHello(body: Uint8Array): Uint8Array {
  const reader = new Reader(body);
  if (reader.uint(2) !== TLS12) throw new TLSError("protocolVersion", "a server without TLS 1.2");
  const random = reader.bytes(randomLength);
  reader.vector(1);
  if (reader.uint(2) !== suite || reader.uint(1) !== 0)
    throw new TLSError("illegalParameter", "a suite that was not offered");
  return random;
}

/** @param chain DER, the server's own first */
export function certificates(chain: readonly Uint8Array[]): Buffer {
  return vector(3, ...chain.map((certificate) => vector(3, certificate)));
}

/** ServerECDHParams. @param point the server's public key, uncompressed */
export function keyExchangeParameters(point: Uint8Array): Buffer {
  return Buffer.concat([uint(namedCurve, 1), uint(secp256r1, 2), vector(1, point)]);
}

/** @param signature of both randoms and the parameters */
export function serverKeyExchange(parameters: Uint8Array, signature: Uint8Array): Buffer {
  return Buffer.concat([parameters, uint(rsaSHA256, 2), vector(2, signature)]);
}

/** @returns the server's public key; whoever trusts the server has checked the signature */
export function readServerKeyExchange(body: Uint8Array): Uint8Array {
  const reader = new Reader(body);
  if (reader.uint(1) !== namedCurve || reader.uint(2) !== secp256r1)
    throw new TLSError("illegalParameter", "a curve that was not offered");
  return reader.vector(1);
}

/** @param point the client's public key, uncompressed */
export function clientKeyExchange(point: Uint8Array): Buffer {
  return vector(1, point);
}

/** @returns the client's public key */
export function readClientKeyExchange(body: Uint8Array): Uint8Array {
  const reader = new Reader(body);
  const point = reader.vector(1);
  reader.end();
  return point;
}
