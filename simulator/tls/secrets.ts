/** Secrets of TLS 1.2 (RFC 5246 sections 5, 6.3 and 8.1), for suites with SHA-256 and AES-128-GCM (RFC 5288). */
import { createHmac } from "node:crypto";

/** What protects one direction. */
export interface DirectionKeys {
  /** Of AES-128, 16 bytes. */
  readonly key: Uint8Array;
  /** The part of GCM's nonce that is not sent, 4 bytes. */
  readonly salt: Uint8Array;
}

export interface TrafficKeys {
  readonly toServer: DirectionKeys;
  readonly toClient: DirectionKeys;
}

export interface Randoms {
  readonly client: Uint8Array;
  readonly server: Uint8Array;
}

const keyLength = 16;
const saltLength = 4;
const masterLength = 48;
const verifyLength = 12;

const hmac = (secret: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
  const mac = createHmac("sha256", secret);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/** The pseudorandom function, P_SHA256 (section 5). */
export function prf(secret: Uint8Array, label: string, seed: Uint8Array, length: number): Buffer {
  const labelled = Buffer.concat([Buffer.from(label), seed]);
  const blocks: Buffer[] = [];
  for (let a: Uint8Array = labelled, got = 0; got < length; got += 32) {
    a = hmac(secret, a);
    blocks.push(hmac(secret, a, labelled));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/** @param premaster what the two sides agreed on */
export function masterSecret(premaster: Uint8Array, { client, server }: Randoms): Buffer {
  return prf(premaster, "master secret", Buffer.concat([client, server]), masterLength);
}

export function trafficKeys(master: Uint8Array, { client, server }: Randoms): TrafficKeys {
  const length = 2 * (keyLength + saltLength);
  const block = prf(master, "key expansion", Buffer.concat([server, client]), length);
  const key = (side: 0 | 1) => block.subarray(side * keyLength, (side + 1) * keyLength);
  const salts = block.subarray(2 * keyLength);
  const salt = (side: 0 | 1) => salts.subarray(side * saltLength, (side + 1) * saltLength);
  return {
    toServer: { key: key(0), salt: salt(0) },
    toClient: { key: key(1), salt: salt(1) },
  };
}

/** What a side's Finished says (section 7.4.9). @param transcript hash of all handshake messages before it */
export function verifyData(master: Uint8Array, side: "client" | "server", transcript: Uint8Array): Buffer {
  return prf(master, `${side} finished`, transcript, verifyLength);
}
