/** Bytes as numbers and text. */
const Digits = "0123456789abcdef";

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += Digits.charAt(byte >> 4) + Digits.charAt(byte & 15);
  return text;
}

/** Most significant byte first; eight bytes a step, for a key has hundreds. */
export function toBigInt(bytes: Uint8Array): bigint {
  const { buffer, byteOffset, byteLength } = bytes;
  const view = new DataView(buffer, byteOffset, byteLength);
  let at = byteLength & 7;
  let number = 0n;
  for (let i = 0; i < at; i++) number = (number << 8n) | BigInt(view.getUint8(i));
  for (; at < byteLength; at += 8) number = (number << 64n) | view.getBigUint64(at);
  return number;
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
