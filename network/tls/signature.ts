/** Public keys and what they have signed. */
import { Digest } from "crypt";
import { type ECKey, verifyECDSA } from "./ecdsa";
import { type RSAKey, verifyRSA } from "./rsa";

export type Hash = "SHA256" | "SHA384" | "SHA512";
export type PublicKey = RSAKey | ECKey;

export interface SignatureAlgorithm {
  kind: PublicKey["kind"];
  hash: Hash;
}

/** @param data parts that were signed as one */
export function isSigned(
  key: PublicKey,
  { kind, hash }: SignatureAlgorithm,
  signature: Uint8Array,
  ...data: Uint8Array[]
): boolean {
  if (key.kind !== kind) return false;
  const digest = new Digest(hash);
  for (const part of data) digest.write(part as unknown as ArrayBuffer);
  const result = new Uint8Array(digest.close());
  return key.kind === "rsa" ? verifyRSA(key, hash, result, signature) : verifyECDSA(key, result, signature);
}
