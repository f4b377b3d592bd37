/** Who a server is: its certificates and its key. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface Identity {
  /** DER, its own certificate first. */
  readonly chain: readonly Uint8Array[];
  /** RSA: its signatures are the same at each run. */
  readonly key: KeyObject;
}

/** The simulated broker's, and what it may show instead. Names say what is wrong. */
export const identityNames = ["good", "expired", "early", "foreign", "other-name"] as const;
export type IdentityName = (typeof identityNames)[number];

const folder = join(dirname(fileURLToPath(import.meta.url)), "identities");

/** PEM of the authority that all but the foreign one are signed by: a node's `ca`. */
export function authority(): string {
  return readFileSync(join(folder, "authority.pem"), "utf8");
}

const read = new Map<IdentityName, Identity>();

/** Read once. */
export function identityNamed(name: IdentityName): Identity {
  const known = read.get(name);
  if (known) return known;
  const certificate = new X509Certificate(readFileSync(join(folder, `${name}.pem`)));
  const key = createPrivateKey(readFileSync(join(folder, "key.pem")));
  const identity = { chain: [certificate.raw], key };
  read.set(name, identity);
  return identity;
}
