/**
 * TLS over TCP as the MQTT client's socket: the SDK's TLS encrypts, our own checks know the server. Whatever
 * fails comes as `onError`, outside of all callbacks; where the server was refused, `onRefused` says why first.
 */
import TLSSocket from "embedded:io/socket/tcp/tls";
import Timer from "timer";
import { verifyChain } from "./chain";
import RecordSocket, { type RecordLink } from "./record-socket";
import { Refusal } from "./refusal";

export interface SecureSocketOptions {
  /** Name or IPv4 address of the server, as configured: its certificate must be for it. */
  host: string;
  address: string;
  port: number;
  /** DER of the authorities' certificates: only servers that one of them vouches for are trusted. May throw. */
  authorities(): readonly Uint8Array[];
  /** ms since 1970, or undefined while the clock is not set: then no server is trusted. */
  now(): number | undefined;
  /** Once at most, before `onError`. */
  onRefused?(this: SecureSocket, refusal: Refusal): void;
  onReadable?(this: SecureSocket, count: number): void;
  onWritable?(count: number): void;
  onError?(): void;
}

/** What a record is longer than its data, at most, beyond what the SDK counts on: with CBC and SHA-256. */
const Overhead = 64;

export default class SecureSocket extends TLSSocket {
  readonly #options: SecureSocketOptions;
  readonly #link: RecordLink;
  #unread = 0;
  #later: Timer | undefined;
  #over = false;
  #mine = true;

  constructor(options: SecureSocketOptions) {
    const { host, address, port, now } = options;
    const link: RecordLink = {
      verify: (chain) => verifyChain(chain, { anchors: options.authorities(), host, now: now() }),
      busy: false,
      onFailed: (error) => this.#failed(error),
    };
    super({
      host,
      address,
      port,
      secure: { verify: false, cache: false },
      TCP: { io: RecordSocket },
      link,
      onReadable: (count) => this.#readable(count),
      onWritable: (count) => this.#call(() => options.onWritable?.(count)),
      onError: () => this.#end(),
    });
    this.#options = options;
    this.#link = link;
  }

  override close(): void {
    this.#over = true;
    if (this.#later) Timer.clear(this.#later);
    this.#later = undefined;
    super.close();
  }

  override read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined {
    const result = super.read(count);
    if (result === undefined) return result;
    this.#unread -= typeof result === "object" ? result.byteLength : typeof count === "object" ? result : 1;
    if (this.#unread === 0) {
      this.#link.busy = false;
      this.#later ??= Timer.set(() => {
        this.#later = undefined;
        this.#link.socket?.proceed();
      });
    }
    return result;
  }

  override write(data: ArrayBuffer | Uint8Array, options?: { more: boolean; byteLength?: number }): number {
    return Math.max(0, super.write(data, options) - Overhead);
  }

  #readable(count: number): void {
    this.#unread = count;
    this.#link.busy = true;
    this.#call(() => this.#options.onReadable?.call(this, count));
  }

  /** What the client throws in its callback is no failure of the connection. */
  #call(callback: () => void): void {
    if (this.#over) return;
    this.#mine = false;
    callback();
    this.#mine = true;
  }

  #failed(error: unknown): void {
    if (!this.#mine) throw error;
    this.#end(error instanceof Refusal ? error : new Refusal("handshake", `${error}`));
  }

  #end(refusal?: Refusal): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#later) Timer.clear(this.#later);
    this.#later = Timer.set(() => {
      this.#later = undefined;
      if (refusal) this.#options.onRefused?.call(this, refusal);
      this.#options.onError?.();
    });
  }
}
