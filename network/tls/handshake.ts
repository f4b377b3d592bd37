/**
 * Follows a TLS 1.2 handshake (RFC 5246 section 7.3) as its client, record by record, before the SDK's TLS
 * sees them, and lets through only what a server may say next. It checks the server's certificates and its
 * signature of the key exchange.
 *
 * It must: the SDK's TLS (8.2.3) takes messages in any order, takes a server without signature, takes a chain
 * whose links do not hold, and goes on in the clear after a server's alert or an older version.
 */
import { Refusal } from "./refusal";
import { isSigned, type PublicKey } from "./signature";

/** Content types of records (RFC 5246 section 6.2.1). */
const ContentType = Object.freeze({ ChangeCipherSpec: 20, Alert: 21, Handshake: 22, Data: 23 });

/** Content type, version and length in front of a record's body. */
export const RecordHeader = 5;

/** Handshake messages (RFC 5246 section 7.4). */
const ServerHello = 2;
const Certificates = 11;
const ServerKeyExchange = 12;
const CertificateRequest = 13;
const ServerHelloDone = 14;

const TLS12 = 0x0303;
const RandomLength = 32;
/** Where the client's random is in the record of its ClientHello. */
const ClientRandom = RecordHeader + 4 + 2;
const NamedCurve = 3;
const SHA256 = 4;
/** Signature algorithms (RFC 5246 section 7.4.1.4.1). */
const signatureKinds: Readonly<Record<number, PublicKey["kind"]>> = Object.freeze({ 1: "rsa", 3: "ec" });

/** What the SDK offers: by the server's RSA key alone, and by elliptic curves with its signature. */
const rsaSuites = Object.freeze([0x002f, 0x0035, 0x003c, 0x003d]);
const ecdheSuites = Object.freeze([0xc027, 0xc02f, 0xc02b]);

/** What the server may send next. */
type Next = "hello" | "certificates" | "exchange" | "done" | "change" | "finished" | "data";

const names: Readonly<Record<number, string>> = Object.freeze({
  40: "handshake_failure",
  42: "bad_certificate",
  47: "illegal_parameter",
  70: "protocol_version",
  71: "insufficient_security",
  80: "internal_error",
  112: "unrecognized_name",
  116: "certificate_required",
});

/** An alert's description (RFC 8446 section 6), for the console. */
function alertText(description: number | undefined): string {
  if (description === 0) return "the server closed the connection";
  return `the server says alert ${description} ${names[description ?? -1] ?? ""}`.trimEnd();
}

/** Whether a record of TLS begins with the byte. */
export function isContentType(byte: number): boolean {
  return byte >= ContentType.ChangeCipherSpec && byte <= ContentType.Data;
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function uint24(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 16) | uint16(bytes, at + 1);
}

export default class Handshake {
  readonly #verify: (chain: readonly Uint8Array[]) => PublicKey;
  #next: Next = "hello";
  /** The node encrypts what it sends. */
  #encrypts = false;
  #signed = true;
  #key: PublicKey | undefined;
  #randoms = new Uint8Array(2 * RandomLength);

  /** @param verify of the server's certificates, its own first; returns its key or throws a Refusal */
  constructor(verify: (chain: readonly Uint8Array[]) => PublicKey) {
    this.#verify = verify;
  }

  /** All that follows is encrypted both ways. */
  get done(): boolean {
    return this.#next === "data";
  }

  /** @param record that the SDK sends @throws Refusal where it would be sent in the clear and must not */
  sent(record: Uint8Array): void {
    const type = record[0];
    if (type === ContentType.ChangeCipherSpec) this.#encrypts = true;
    if (this.done || this.#encrypts) return;
    if (type !== ContentType.Handshake) throw new Refusal("handshake", "nothing is sent in the clear");
    if (this.#next === "hello") this.#randoms.set(record.subarray(ClientRandom, ClientRandom + RandomLength));
  }

  /** @param record that the server sent, whole @throws Refusal */
  received(record: Uint8Array): void {
    const [type] = record;
    if (uint16(record, 1) !== TLS12 && this.#next !== "hello")
      throw new Refusal("handshake", "a record that is not of TLS 1.2");
    if (this.done) return;
    if (this.#next === "finished") {
      if (type !== ContentType.Handshake) throw new Refusal("handshake", "no Finished");
      this.#next = "data";
      return;
    }
    const body = record.subarray(RecordHeader);
    switch (type) {
      case ContentType.Alert:
        throw new Refusal("handshake", alertText(body[1]));
      case ContentType.ChangeCipherSpec:
        if (this.#next !== "change" || !this.#encrypts) throw new Refusal("handshake", "encrypts too early");
        this.#next = "finished";
        break;
      case ContentType.Handshake:
        this.#messages(body);
        break;
      default:
        throw new Refusal("handshake", "data before encryption");
    }
  }

  /** Messages do not go over the end of a record: the SDK could not read them. */
  #messages(body: Uint8Array): void {
    for (let at = 0; at < body.length; ) {
      const end = at + 4 + uint24(body, at + 1);
      if (end > body.length) throw new Refusal("handshake", "a message in pieces");
      this.#message(body[at] as number, body.subarray(at + 4, end));
      at = end;
    }
  }

  #message(type: number, message: Uint8Array): void {
    if (type === ServerHello && this.#next === "hello") this.#hello(message);
    else if (type === Certificates && this.#next === "certificates") this.#certificates(message);
    else if (type === ServerKeyExchange && this.#next === "exchange") this.#exchange(message);
    else if (type === ServerHelloDone && this.#next === "done") this.#next = "change";
    else if (type !== CertificateRequest || this.#next !== "done")
      throw new Refusal("handshake", `message ${type} out of turn`);
  }

  #hello(message: Uint8Array): void {
    const version = uint16(message, 0);
    if (version !== TLS12)
      throw new Refusal("handshake", `the server speaks version ${version.toString(16)}`);
    this.#randoms.set(message.subarray(2, 2 + RandomLength), RandomLength);
    const suite = uint16(message, 2 + RandomLength + 1 + (message[2 + RandomLength] ?? 0));
    this.#signed = ecdheSuites.includes(suite);
    if (!this.#signed && !rsaSuites.includes(suite))
      throw new Refusal("handshake", `the server chose cipher suite ${suite.toString(16)}`);
    this.#next = "certificates";
  }

  #certificates(message: Uint8Array): void {
    const chain: Uint8Array[] = [];
    let at = 3;
    while (at < message.length) {
      const end = at + 3 + uint24(message, at);
      chain.push(message.subarray(at + 3, end));
      at = end;
    }
    if (at !== message.length || uint24(message, 0) !== at - 3)
      throw new Refusal("handshake", "a list of certificates that is cut off");
    this.#key = this.#verify(chain);
    this.#next = this.#signed ? "exchange" : "done";
  }

  /** ServerECDHParams and their signature (RFC 8422 section 5.4). */
  #exchange(message: Uint8Array): void {
    const end = 4 + (message[3] ?? 0);
    const kind = signatureKinds[message[end + 1] ?? 0];
    const signature = message.subarray(end + 4);
    if (message[0] !== NamedCurve || uint16(message, end + 2) !== signature.length)
      throw new Refusal("handshake", "a key exchange that cannot be read");
    if (
      message[end] !== SHA256 ||
      !kind ||
      !this.#key ||
      !isSigned(this.#key, { kind, hash: "SHA256" }, signature, this.#randoms, message.subarray(0, end))
    )
      throw new Refusal("handshake", "the server does not have its certificate's key");
    this.#next = "done";
  }
}
