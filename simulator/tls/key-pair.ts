/** One side's part of the key exchange on secp256r1 (RFC 8422), from a seed. */
import { createECDH, type ECDH } from "node:crypto";
import type { Random } from "../world/random.ts";
import { TLSError } from "./alert.ts";

export const randomBytes = (random: Random, count: number): Uint8Array =>
  Uint8Array.from({ length: count }, () => random.integer(0, 255));

export class KeyPair {
  readonly #ecdh: ECDH;

  constructor(random: Random) {
    const secret = randomBytes(random, 32);
    // Between 1 and the curve's order.
    secret[0]! &= 0x7f;
    secret[31]! |= 1;
    this.#ecdh = createECDH("prime256v1");
    this.#ecdh.setPrivateKey(secret);
  }

  /** Uncompressed. */
  get point(): Uint8Array {
    return this.#ecdh.getPublicKey();
  }

  /** @param point the other side's @returns the premaster secret @throws TLSError where it is not on the curve */
  agree(point: Uint8Array): Uint8Array {
    try {
      return this.#ecdh.computeSecret(point);
    } catch {
      throw new TLSError("illegalParameter", "a point that is not on the curve");
    }
  }
}
