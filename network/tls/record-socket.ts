/**
 * TCP for the SDK's TLS, one whole record at a time: each is checked before the SDK may read it, the next is
 * held back until the last one's data was taken, and no exception of the SDK's gets past here.
 *
 * Where the SDK finds a second record waiting it goes on from a timer of its own, where its exceptions would
 * end the program; so it never finds one.
 */
import Timer from "timer";
import Handshake, { isContentType, RecordHeader } from "./handshake";
import { Refusal } from "./refusal";
import TCP, { type TCPOptions, type TCPSocket } from "./sdk-tcp";
import type { PublicKey } from "./signature";

/** What the sockets above and below the SDK's TLS know of each other. */
export interface RecordLink {
  /** Verifies the server's certificates. @throws Refusal */
  verify(chain: readonly Uint8Array[]): PublicKey;
  /** What the last record brought is still to be taken. */
  busy: boolean;
  /** The socket is of no use any more. */
  onFailed(error: unknown): void;
  socket?: RecordSocket;
}

/** Longest record from a server, in bytes: a chain of certificates, or several messages of a broker. */
const MostRecord = 8192;

export default class RecordSocket {
  readonly #tcp: TCPSocket;
  readonly #link: RecordLink;
  readonly #announce: (count: number) => void;
  readonly #handshake: Handshake;
  readonly #header = new Uint8Array(RecordHeader);
  /** Bytes that TCP has. */
  #available = 0;
  #record: Uint8Array | undefined;
  /** How much of the record came, and how much of it the SDK has read. */
  #filled = 0;
  #taken = 0;
  #stopped = false;
  #later: Timer | undefined;

  constructor(options: TCPOptions & { link: RecordLink }) {
    const { link, address, port, onReadable, onWritable, onError } = options;
    this.#link = link;
    this.#announce = onReadable;
    this.#handshake = new Handshake(link.verify);
    link.socket = this;
    this.#tcp = new TCP({
      address,
      port,
      onReadable: (count) => {
        this.#available = count;
        this.proceed();
      },
      onWritable: (count) => this.#attempt(() => onWritable(count)),
      onError: () => {
        if (this.#handshake.done) onError();
        else this.#attempt(() => this.#cutOff());
      },
    });
  }

  /**
   * Hands over the records that came, until one brings data that is not taken at once. Those of the handshake
   * come one a turn: to check a signature takes long enough.
   */
  proceed(): void {
    if (this.#later) return;
    this.#attempt(() => {
      while (!this.#stopped && !this.#link.busy && this.#collect()) {
        const record = this.#record as Uint8Array;
        this.#handshake.received(record);
        this.#taken = 0;
        this.#announce(record.length);
        this.#record = undefined;
        this.#filled = 0;
        if (!this.#stopped && !this.#handshake.done && this.#available > 0) {
          this.#pause();
          return;
        }
      }
    });
  }

  #pause(): void {
    this.#later = Timer.set(() => {
      this.#later = undefined;
      this.proceed();
    });
  }

  close(): void {
    this.#stopped = true;
    if (this.#later) Timer.clear(this.#later);
    this.#later = undefined;
    this.#tcp.close();
  }

  /** For the SDK's TLS, which reads into views. */
  read(target: Uint8Array): void {
    const record = this.#record as Uint8Array;
    target.set(record.subarray(this.#taken, this.#taken + target.length));
    this.#taken += target.length;
  }

  write(record: Uint8Array): number {
    this.#handshake.sent(record);
    return this.#tcp.write(record);
  }

  /** @returns whether a whole record is there */
  #collect(): boolean {
    if (!this.#record) {
      this.#fill(this.#header);
      if (this.#filled < RecordHeader) return false;
      const [type, , , high, low] = this.#header;
      if (!isContentType(type as number)) throw new Refusal("handshake", "the server does not speak TLS");
      const length = ((high as number) << 8) | (low as number);
      if (length > MostRecord) throw new Refusal("handshake", `a record of ${length} bytes`);
      this.#record = new Uint8Array(RecordHeader + length);
      this.#record.set(this.#header);
    }
    this.#fill(this.#record);
    return this.#filled === this.#record.length;
  }

  #fill(target: Uint8Array): void {
    const count = Math.min(target.length - this.#filled, this.#available);
    if (count === 0) return;
    this.#tcp.read(target.subarray(this.#filled, this.#filled + count));
    this.#filled += count;
    this.#available -= count;
  }

  #cutOff(): never {
    throw new Refusal("handshake", "the server hung up");
  }

  #attempt(action: () => void): void {
    if (this.#stopped) return;
    try {
      action();
    } catch (error) {
      if (this.#stopped) return;
      this.#stopped = true;
      this.#link.onFailed(error);
    }
  }
}
