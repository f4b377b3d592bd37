/**
 * Whether a server's certificates lead to the configured authority (RFC 5280 section 6.1, without policies and
 * revocation): each is signed by the next authority, and the last by a trusted one.
 */
import { equal } from "./bytes";
import { type Certificate, readCertificate } from "./certificate";
import { isFor } from "./host-name";
import { Refusal } from "./refusal";
import { isSigned, type PublicKey } from "./signature";

/** Certificates of a server; real ones send up to four. */
const MostCertificates = 6;

export interface Trust {
  /** DER of the authorities' certificates. */
  anchors: readonly Uint8Array[];
  /** Name or IPv4 address of the server, as configured. */
  host: string;
  /** ms since 1970, or undefined while the clock is not set. */
  now: number | undefined;
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

function checkTime({ from, to }: Certificate, now: number, whose: string): void {
  if (now < from) throw new Refusal("early", `${whose} is valid from ${day(from)}`);
  if (now > to) throw new Refusal("expired", `${whose} was valid until ${day(to)}`);
}

/** Whether the authority, with `between` others below it, signed the certificate. */
function issued(authority: Certificate, between: number, certificate: Certificate): boolean {
  const { issuer, algorithm, signature, tbs } = certificate;
  return (
    authority.authority &&
    authority.signs &&
    authority.pathLength >= between &&
    equal(authority.subject, issuer) &&
    isSigned(authority.key, algorithm, signature, tbs)
  );
}

/** The path from the server's certificate to one that is trusted, both included. */
function findPath(chain: readonly Uint8Array[], anchors: readonly Certificate[]): Certificate[] {
  const path = [readCertificate(chain[0] as Uint8Array)];
  const others = chain.slice(1);
  for (;;) {
    const last = path[path.length - 1] as Certificate;
    if (anchors.some((anchor) => equal(anchor.tbs, last.tbs))) return path;
    const anchor = anchors.find((trusted) => issued(trusted, path.length - 1, last));
    if (anchor) return [...path, anchor];
    const next = others.shift();
    if (!next) throw new Refusal("foreign", "the configured authority did not sign it");
    const authority = readCertificate(next);
    if (!issued(authority, path.length - 1, last))
      throw new Refusal("foreign", "the certificates do not lead to the configured authority");
    path.push(authority);
  }
}

/**
 * @param chain DER of what the server sent, its own certificate first
 * @returns the server's key
 * @throws Refusal
 */
export function verifyChain(chain: readonly Uint8Array[], { anchors, host, now }: Trust): PublicKey {
  if (chain.length === 0 || chain.length > MostCertificates)
    throw new Refusal("certificate", `${chain.length} certificates`);
  if (now === undefined) throw new Refusal("clock", "the clock is not set");
  const [server, ...authorities] = findPath(chain, anchors.map(readCertificate)) as [
    Certificate,
    ...Certificate[],
  ];
  checkTime(server, now, "the certificate");
  for (const authority of authorities) checkTime(authority, now, "its authority's certificate");
  if (!server.server) throw new Refusal("certificate", "it is not for servers");
  if (!isFor(server, host))
    throw new Refusal("name", `it is for ${[...server.names, ...server.addresses].join(", ") || "nobody"}`);
  return server.key;
}
