/**
 * The client's side by Node's TLS, with what the SDK's would offer: for real servers, whatever suite they want.
 * Not for virtual time: its randomness is its own, and some of its output comes in a later turn.
 */
import { constants } from "node:crypto";
import { isIPv4 } from "node:net";
import { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import type { TLSEnd } from "./session.ts";

/** The SDK's cipher suites, in its order (modules/crypt/ssl/ssl_ciphersuites.js), without DHE. */
const ciphers = [
  "AES128-SHA",
  "AES256-SHA",
  "AES128-SHA256",
  "AES256-SHA256",
  "ECDHE-RSA-AES128-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
].join(":");

export class NodeClient implements TLSEnd {
  readonly output: Uint8Array[] = [];
  readonly data: Uint8Array[] = [];
  readonly #transport: Duplex;
  readonly #socket: TLSSocket;
  #ready = false;
  #error: Error | undefined;
  #called = false;

  /** @param late is told of output that comes after a call: Node encrypts at once only one write a turn */
  constructor(server: string, late: () => void) {
    this.#transport = new Duplex({
      read() {},
      write: (bytes: Buffer, _encoding, done) => {
        this.output.push(new Uint8Array(bytes));
        done();
        if (!this.#called) late();
      },
    });
    this.#socket = connect({
      socket: this.#transport,
      ...(isIPv4(server) ? undefined : { servername: server }),
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.2",
      ciphers,
      sigalgs: "ECDSA+SHA256:RSA+SHA256",
      ecdhCurve: "prime256v1",
      secureOptions: constants.SSL_OP_NO_TICKET,
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
    });
    this.#socket.on("secureConnect", () => {
      this.#ready = true;
    });
    this.#socket.on("data", (bytes: Buffer) => this.data.push(new Uint8Array(bytes)));
    this.#socket.on("error", (error) => {
      this.#error ??= error;
    });
  }

  get ready(): boolean {
    return this.#ready;
  }

  /** @throws Error as TLS found it */
  feed(bytes: Uint8Array): void {
    this.#during(() => this.#transport.push(bytes));
    const error = this.#error ?? this.#socket.errored;
    if (error) throw error;
  }

  write(data: Uint8Array): void {
    this.#during(() => this.#socket.write(data));
  }

  close(): void {
    this.#during(() => this.#socket.destroy());
  }

  #during(call: () => void): void {
    this.#called = true;
    try {
      call();
    } finally {
      this.#called = false;
    }
  }
}
