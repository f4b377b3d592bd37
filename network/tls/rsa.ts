/** RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2): the whole padding is compared, nothing in it is parsed. */
import { hex, toBigInt } from "./bytes";
import type { Hash } from "./signature";

export interface RSAKey {
  kind: "rsa";
  /** Its exponent is 65,537: others are not accepted. */
  modulus: bigint;
  /** Of the modulus, in bytes. */
  size: number;
}

/** DigestInfo in front of the digest (RFC 8017 section 9.2, note 1). */
const prefixes: Record<Hash, string> = Object.freeze({
  SHA256: "3031300d060960864801650304020105000420",
  SHA384: "3041300d060960864801650304020205000430",
  SHA512: "3051300d060960864801650304020305000440",
});

export function verifyRSA(key: RSAKey, hash: Hash, digest: Uint8Array, signature: Uint8Array): boolean {
  const { modulus, size } = key;
  const s = toBigInt(signature);
  if (signature.length !== size || s >= modulus) return false;
  let power = s;
  for (let i = 0; i < 16; i++) power = (power * power) % modulus;
  power = (power * s) % modulus;
  const information = prefixes[hash] + hex(digest);
  const padding = "ff".repeat(size - 3 - information.length / 2);
  return power === BigInt(`0x0001${padding}00${information}`);
}
