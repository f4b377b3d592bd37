/** Bytes as numbers and text. */
const Digits = "0123456789abcdef";

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += Digits.charAt(byte >> 4) + Digits.charAt(byte & 15);
  return text;
}

/** Most significant byte first. */
export function toBigInt(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${hex(bytes)}`);
}

export function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
