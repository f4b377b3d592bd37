/** The record layer of TLS 1.2 (RFC 5246 section 6.2), with AES-128-GCM (RFC 5288) once keys are there. */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { TLSError } from "./alert.ts";
import type { DirectionKeys } from "./secrets.ts";

export const ContentType = { changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 } as const;

export interface TLSRecord {
  readonly type: number;
  /** In the clear. */
  readonly body: Uint8Array;
}

export const TLS12 = 0x0303;
const headerLength = 5;
const nonceLength = 8;
const tagLength = 16;
/** Most bytes in the clear of one record (section 6.2.1). */
export const mostData = 2 ** 14;
const mostBody = mostData + 2048;

/** Protects, or opens, one record after another of one direction. */
class Protection {
  readonly #keys: DirectionKeys;
  #sequence = 0n;

  constructor(keys: DirectionKeys) {
    this.#keys = keys;
  }

  /** The nonce that is sent is the record's number, as RFC 5288 section 3 allows. */
  seal(type: number, clear: Uint8Array): Buffer {
    const nonce = Buffer.alloc(nonceLength);
    nonce.writeBigUInt64BE(this.#sequence);
    const cipher = createCipheriv("aes-128-gcm", this.#keys.key, this.#nonce(nonce));
    cipher.setAAD(this.#associated(type, clear.length));
    const sealed = [nonce, cipher.update(clear), cipher.final()];
    return Buffer.concat([...sealed, cipher.getAuthTag()]);
  }

  open(type: number, body: Uint8Array): Buffer {
    const length = body.length - nonceLength - tagLength;
    if (length < 0) throw new TLSError("badRecordMAC", "a record too short to be protected");
    const nonce = this.#nonce(body.subarray(0, nonceLength));
    const decipher = createDecipheriv("aes-128-gcm", this.#keys.key, nonce);
    decipher.setAAD(this.#associated(type, length));
    decipher.setAuthTag(body.subarray(nonceLength + length));
    const clear = decipher.update(body.subarray(nonceLength, nonceLength + length));
    try {
      decipher.final();
    } catch {
      throw new TLSError("badRecordMAC", "a record that does not authenticate");
    }
    return clear;
  }

  #nonce(sent: Uint8Array): Buffer {
    return Buffer.concat([this.#keys.salt, sent]);
  }

  /** Number, type, version and length (RFC 5246 section 6.2.3.3); the next record has the next number. */
  #associated(type: number, length: number): Buffer {
    const data = Buffer.alloc(8 + headerLength);
    data.writeBigUInt64BE(this.#sequence++);
    writeHeader(data, 8, type, length);
    return data;
  }
}

function writeHeader(target: Buffer, at: number, type: number, length: number): void {
  target.writeUInt8(type, at);
  target.writeUInt16BE(TLS12, at + 1);
  target.writeUInt16BE(length, at + 3);
}

/** Makes records of one direction. */
export class RecordWriter {
  #protection: Protection | undefined;

  protect(keys: DirectionKeys): void {
    this.#protection = new Protection(keys);
  }

  /** @returns one record, or as many as the data needs */
  write(type: number, clear: Uint8Array): Buffer {
    const records: Buffer[] = [];
    for (let at = 0; at === 0 || at < clear.length; at += mostData)
      records.push(this.#record(type, clear.subarray(at, at + mostData)));
    return Buffer.concat(records);
  }

  #record(type: number, clear: Uint8Array): Buffer {
    const body = this.#protection?.seal(type, clear) ?? clear;
    const header = Buffer.alloc(headerLength);
    writeHeader(header, 0, type, body.length);
    return Buffer.concat([header, body]);
  }
}

/** Finds the records of one direction, wherever its bytes are cut. */
export class RecordReader {
  #protection: Protection | undefined;
  #pending: Uint8Array = new Uint8Array();

  protect(keys: DirectionKeys): void {
    this.#protection = new Protection(keys);
  }

  add(bytes: Uint8Array): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
  }

  /** @returns the next record, or undefined while it is not whole @throws TLSError */
  next(): TLSRecord | undefined {
    const pending = this.#pending;
    if (pending.length < headerLength) return undefined;
    const header = new DataView(pending.buffer, pending.byteOffset, headerLength);
    const type = header.getUint8(0);
    if (type < ContentType.changeCipherSpec || type > ContentType.data || header.getUint8(1) !== 3)
      throw new TLSError("decodeError", "no record of TLS");
    const end = headerLength + header.getUint16(3);
    if (end > headerLength + mostBody) throw new TLSError("recordOverflow", `a record of ${end} bytes`);
    if (pending.length < end) return undefined;
    this.#pending = pending.subarray(end);
    const body = pending.subarray(headerLength, end);
    return { type, body: this.#protection?.open(type, body) ?? body };
  }
}
