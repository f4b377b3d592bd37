/** HMAC-SHA256 (RFC 2104) over the SDK's digest. */
import { Digest } from "crypt";

const Block = 64;

function sha256(first: ArrayBuffer, second: ArrayBuffer): ArrayBuffer {
  const digest = new Digest("SHA256");
  digest.write(first);
  digest.write(second);
  return digest.close();
}

/** @param key up to 64 bytes @returns 32 bytes */
export function hmacSHA256(key: ArrayBuffer, message: ArrayBuffer): Uint8Array {
  const bytes = new Uint8Array(key);
  const pad = new Uint8Array(Block);
  for (let i = 0; i < Block; i++) pad[i] = (bytes[i] ?? 0) ^ 0x36;
  const inner = sha256(pad.buffer, message);
  for (let i = 0; i < Block; i++) pad[i] = (bytes[i] ?? 0) ^ 0x5c;
  return new Uint8Array(sha256(pad.buffer, inner));
}
