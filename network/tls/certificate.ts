/** X.509 certificates (RFC 5280 section 4): what is needed to trust a server, and nothing is guessed. */
import { equal, hex, toBigInt } from "./bytes";
import DER, { Tag } from "./der";
import { type Curve, isOnCurve, P256, P384 } from "./ecdsa";
import { Refusal } from "./refusal";
import type { PublicKey, SignatureAlgorithm } from "./signature";

export interface Certificate {
  /** What is signed. */
  tbs: Uint8Array;
  algorithm: SignatureAlgorithm;
  signature: Uint8Array;
  /** Distinguished names as DER. */
  issuer: Uint8Array;
  subject: Uint8Array;
  /** ms since 1970. */
  from: number;
  to: number;
  key: PublicKey;
  /** Host names of the subject. */
  names: string[];
  /** IPv4 addresses of the subject. */
  addresses: string[];
  /** An authority's, with up to `pathLength` further ones between it and a server. */
  authority: boolean;
  pathLength: number;
  /** The key may sign certificates. */
  signs: boolean;
  /** May be a server's. */
  server: boolean;
}

/** Object identifiers, contents of their DER. */
const RSAEncryption = "2a864886f70d010101";
const ECPublicKey = "2a8648ce3d0201";
const AnyUsage = "551d2500";
const ServerUsage = "2b06010505070301";
const BasicConstraints = "551d13";
const KeyUsage = "551d0f";
const ExtendedKeyUsage = "551d25";
const SubjectAltName = "551d11";

const curves: Readonly<Record<string, Curve>> = Object.freeze({
  "2a8648ce3d030107": P256,
  "2b81040022": P384,
});
const algorithms: Readonly<Record<string, SignatureAlgorithm>> = Object.freeze({
  "2a864886f70d01010b": Object.freeze({ kind: "rsa", hash: "SHA256" }),
  "2a864886f70d01010c": Object.freeze({ kind: "rsa", hash: "SHA384" }),
  "2a864886f70d01010d": Object.freeze({ kind: "rsa", hash: "SHA512" }),
  "2a8648ce3d040302": Object.freeze({ kind: "ec", hash: "SHA256" }),
  "2a8648ce3d040303": Object.freeze({ kind: "ec", hash: "SHA384" }),
  "2a8648ce3d040304": Object.freeze({ kind: "ec", hash: "SHA512" }),
});

const Version3 = 2;
const KeyCertSign = 0x04;
const DNSName = 0x82;
const IPAddress = 0x87;
/** Of RSA moduli, in bytes. */
const LeastModulus = 256;
const MostModulus = 512;

function text(bytes: Uint8Array): string {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return characters;
}

/** UTCTime or GeneralizedTime, both in UTC and with seconds (RFC 5280 section 4.1.2.5). */
function time(der: DER): number {
  const { tag } = der;
  const digits = text(der.read(tag === Tag.UTCTime ? Tag.UTCTime : Tag.GeneralizedTime));
  const match = /^(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (!match || (digits.length === 13) !== (tag === Tag.UTCTime))
    throw new Refusal("certificate", `${digits} is no time`);
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const century = tag === Tag.GeneralizedTime ? 0 : year < 50 ? 2000 : 1900;
  return Date.UTC(century + year, month - 1, day, hour, minute, second);
}

/** A positive INTEGER's bytes. */
function positive(der: DER): Uint8Array {
  const bytes = der.read(Tag.Integer);
  if ((bytes[0] ?? 0x80) & 0x80) throw new Refusal("certificate", "a number is not positive");
  return bytes[0] === 0 ? bytes.subarray(1) : bytes;
}

function rsaKey(bits: Uint8Array): PublicKey {
  const der = new DER(bits).enter(Tag.Sequence);
  const modulus = positive(der);
  const exponent = toBigInt(positive(der));
  der.end();
  if (modulus.length < LeastModulus || modulus.length > MostModulus)
    throw new Refusal("certificate", `an RSA key of ${modulus.length * 8} bits`);
  if (exponent !== 65537n) throw new Refusal("certificate", `an RSA key with exponent ${exponent}`);
  return { kind: "rsa", modulus: toBigInt(modulus), size: modulus.length };
}

function ecKey(curve: Curve | undefined, bits: Uint8Array): PublicKey {
  if (!curve) throw new Refusal("certificate", "a curve that is neither P-256 nor P-384");
  const { size } = curve;
  const x = toBigInt(bits.subarray(1, 1 + size));
  const y = toBigInt(bits.subarray(1 + size));
  if (bits[0] !== 4 || bits.length !== 1 + 2 * size || !isOnCurve(curve, x, y))
    throw new Refusal("certificate", "a key that is no point of its curve");
  return { kind: "ec", curve, x, y };
}

function publicKey(der: DER): PublicKey {
  const algorithm = der.enter(Tag.Sequence);
  const identifier = hex(algorithm.read(Tag.OID));
  if (identifier === RSAEncryption) return rsaKey(der.bits());
  if (identifier === ECPublicKey) return ecKey(curves[hex(algorithm.read(Tag.OID))], der.bits());
  throw new Refusal("certificate", "a key that is neither RSA nor of an elliptic curve");
}

function readNames(certificate: Certificate, value: Uint8Array): void {
  const names = new DER(value).enter(Tag.Sequence);
  while (!names.done) {
    const { tag } = names;
    const name = names.read(tag as number);
    if (tag === DNSName) certificate.names.push(text(name).toLowerCase());
    else if (tag === IPAddress && name.length === 4) certificate.addresses.push(name.join("."));
  }
}

function readExtension(certificate: Certificate, extension: DER): void {
  const identifier = hex(extension.read(Tag.OID));
  const critical = extension.optional(Tag.Boolean) !== undefined;
  const value = extension.read(Tag.OctetString);
  switch (identifier) {
    case BasicConstraints: {
      const constraints = new DER(value).enter(Tag.Sequence);
      certificate.authority = constraints.optional(Tag.Boolean)?.[0] === 0xff;
      if (!constraints.done) certificate.pathLength = Number(toBigInt(constraints.read(Tag.Integer)));
      break;
    }
    case KeyUsage:
      certificate.signs = ((new DER(value).read(Tag.BitString)[1] ?? 0) & KeyCertSign) !== 0;
      break;
    case ExtendedKeyUsage: {
      const usages = new DER(value).enter(Tag.Sequence);
      certificate.server = false;
      while (!usages.done) {
        const usage = hex(usages.read(Tag.OID));
        if (usage === ServerUsage || usage === AnyUsage) certificate.server = true;
      }
      break;
    }
    case SubjectAltName:
      readNames(certificate, value);
      break;
    default:
      if (critical) throw new Refusal("certificate", `a critical extension ${identifier} that is not known`);
  }
}

/** @param bytes DER @throws Refusal "certificate" */
export function readCertificate(bytes: Uint8Array): Certificate {
  const outer = new DER(bytes);
  const whole = outer.enter(Tag.Sequence);
  outer.end();
  const tbs = whole.whole(Tag.Sequence);
  const algorithmBytes = whole.whole(Tag.Sequence);
  const identifier = hex(new DER(algorithmBytes).enter(Tag.Sequence).read(Tag.OID));
  const algorithm = algorithms[identifier];
  if (!algorithm) throw new Refusal("certificate", `a signature of kind ${identifier}`);
  const signature = whole.bits();
  whole.end();

  const der = new DER(tbs).enter(Tag.Sequence);
  const version = der.optional(0xa0);
  if (!version || new DER(version).read(Tag.Integer)[0] !== Version3)
    throw new Refusal("certificate", "not of X.509 version 3");
  der.read(Tag.Integer);
  if (!equal(der.whole(Tag.Sequence), algorithmBytes))
    throw new Refusal("certificate", "it names two kinds of signature");
  const issuer = der.whole(Tag.Sequence);
  const validity = der.enter(Tag.Sequence);
  const [from, to] = [time(validity), time(validity)];
  const subject = der.whole(Tag.Sequence);
  const key = publicKey(der.enter(Tag.Sequence));
  const certificate: Certificate = {
    tbs,
    algorithm,
    signature,
    issuer,
    subject,
    from,
    to,
    key,
    names: [],
    addresses: [],
    authority: false,
    pathLength: Number.POSITIVE_INFINITY,
    signs: true,
    server: true,
  };
  der.optional(0x81);
  der.optional(0x82);
  const extensions = der.optional(0xa3);
  der.end();
  if (extensions) {
    const list = new DER(extensions).enter(Tag.Sequence);
    while (!list.done) readExtension(certificate, list.enter(Tag.Sequence));
  }
  return certificate;
}
