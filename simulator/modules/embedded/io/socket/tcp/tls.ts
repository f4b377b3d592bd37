/**
 * Stands in for `embedded:io/socket/tcp/tls` (examples/io/tcp/tlssocket, over modules/crypt/ssl), TLS 1.2.
 * The board encrypts (simulator/peripherals/tls.ts); what the firmware can see is the SDK's:
 *
 * - `secure` takes `verify` (true), `certificate` (one authority, DER), `serverName`, `cache`. Of the SDK's
 *   own verification this has nothing, so `verify: false` is asked for.
 * - The socket below, `TCP.io`, is read into views: five bytes of a record, then the rest.
 * - What goes wrong is thrown, from the callback of the socket below, or from a timer where a second record
 *   was waiting; unless somebody catches it, the program ends.
 * - `onError` has no argument; it is called for an error of the socket below and for a server's close.
 * - `onWritable` tells 96 bytes less than there are, `write` 32 less, of which encryption may take 69.
 * - `read` never goes beyond one record, and gives a count for a view, not the view.
 */
import Timer from "timer";
import host from "virtual-board/host";

interface Below {
  readable: number;
  writable: number;
  read(target: Uint8Array): unknown;
  write(bytes: Uint8Array): number;
  close(): void;
}

interface TLSOptions {
  host: string;
  secure?: { verify?: boolean; serverName?: string };
  TCP: { io: new (options: object) => Below };
  onReadable?: (count: number) => void;
  onWritable?: (count: number) => void;
  onError?: () => void;
}

const Alert = 21;
const CloseNotify = 0;
const RecordHeader = 5;
const MostData = 16384;
/** Of a record with AES-GCM: header, nonce and tag, in bytes. */
const Overhead = 29;

export default class TLSSocket {
  readonly #options: TLSOptions;
  readonly #channel: number;
  #socket: Below | undefined;
  #ready = false;
  #format = "buffer";
  #packet: Uint8Array | undefined;
  #filled = 0;
  #data: Uint8Array | undefined;
  #position = 0;
  #more: Uint8Array[] = [];
  #doRead: Timer | undefined;

  constructor(options: TLSOptions) {
    if (options.secure?.verify !== false) throw new Error("the stand-in does not verify certificates");
    this.#options = options;
    this.#channel = host.open("tls", () => {
      if (this.#socket && this.#ready) this.#send(this.#socket);
    });
    host.call(this.#channel, "open", options.secure.serverName ?? options.host);
    try {
      this.#socket = new options.TCP.io({
        ...options,
        onReadable: (count: number) => this.#readable(count),
        onWritable: (count: number) => this.#writable(count),
        onError: () => options.onError?.(),
      });
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
    this.#socket.readable = this.#socket.writable = 0;
  }

  close(): void {
    if (!this.#socket) return;
    this.#socket.close();
    host.close(this.#channel);
    if (this.#doRead) Timer.clear(this.#doRead);
    this.#socket = this.#doRead = undefined;
  }

  read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined {
    const data = this.#data;
    if (!data) return undefined;
    const available = data.length - this.#position;
    let result: number | ArrayBuffer;
    let length: number;
    if (this.#format === "number") {
      length = 1;
      result = data[this.#position] as number;
    } else if (typeof count === "object") {
      length = result = Math.min(count.byteLength, available);
      const target = ArrayBuffer.isView(count) ? count : new Uint8Array(count);
      target.set(data.subarray(this.#position, this.#position + length));
    } else {
      length = count ?? available;
      if (length > available) throw new Error("invalid");
      result = data.slice(this.#position, this.#position + length).buffer as ArrayBuffer;
    }
    this.#position += length;
    if (this.#position < data.length) return result;
    this.#data = undefined;
    if (this.#socket?.readable)
      this.#doRead ??= Timer.set(() => {
        this.#doRead = undefined;
        if (this.#socket?.readable) this.#readable(this.#socket.readable);
      });
    return result;
  }

  write(data: ArrayBuffer | Uint8Array, options?: { more?: boolean }): number {
    const socket = this.#socket;
    if (!socket) throw new TypeError("the socket is closed");
    this.#more.push(new Uint8Array(data as ArrayBuffer).slice());
    const length = this.#more.reduce((sum, part) => sum + part.length, 0);
    if (options?.more) return Math.max(0, socket.writable - length - 32);
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of this.#more.splice(0)) {
      whole.set(part, at);
      at += part.length;
    }
    if (length > MostData) throw new Error("too large");
    if (length + Overhead > socket.writable) throw new Error("would block");
    host.call(this.#channel, "write", whole);
    this.#send(socket);
    return Math.max(0, socket.writable - 32);
  }

  get format(): string {
    return this.#format;
  }

  set format(value: string) {
    if (value !== "number" && value !== "buffer") throw new RangeError("unimplemented");
    this.#format = value;
  }

  #writable(count: number): void {
    const socket = this.#socket as Below;
    socket.writable = count;
    if (!this.#ready) this.#send(socket);
    else if (count > 96) this.#options.onWritable?.(count - 96);
  }

  #readable(count: number): void {
    const socket = this.#socket as Below;
    socket.readable = count;
    while (this.#socket && !this.#data && this.#readPacket(socket)) this.#receive(socket);
  }

  /** @returns whether a whole record is there */
  #readPacket(socket: Below): boolean {
    this.#packet ??= new Uint8Array(RecordHeader);
    this.#fill(socket, this.#packet);
    if (this.#filled < RecordHeader) return false;
    if (this.#packet.length === RecordHeader) {
      const [, , , high, low] = this.#packet;
      const packet = new Uint8Array(RecordHeader + (((high as number) << 8) | (low as number)));
      packet.set(this.#packet);
      this.#packet = packet;
    }
    this.#fill(socket, this.#packet);
    return this.#filled === this.#packet.length;
  }

  #fill(socket: Below, target: Uint8Array): void {
    const count = Math.min(target.length - this.#filled, socket.readable);
    if (count === 0) return;
    socket.read(target.subarray(this.#filled, this.#filled + count));
    this.#filled += count;
    socket.readable -= count;
  }

  #receive(socket: Below): void {
    const packet = this.#packet as Uint8Array;
    this.#packet = undefined;
    this.#filled = 0;
    const ready = host.call(this.#channel, "feed", packet);
    this.#send(socket);
    if (ready && !this.#ready) {
      this.#ready = true;
      this.#writable(socket.writable);
    }
    const data = host.call(this.#channel, "data") as ArrayBuffer | undefined;
    if (data) {
      this.#data = new Uint8Array(data);
      this.#position = 0;
      this.#options.onReadable?.(this.#data.length);
    } else if (packet[0] === Alert && (ready || packet[6] === CloseNotify)) this.#options.onError?.();
  }

  /** Sends what encryption brought forth, a record at a time, as the SDK does. */
  #send(socket: Below): void {
    for (;;) {
      const output = host.call(this.#channel, "output") as ArrayBuffer | undefined;
      if (!output) return;
      const bytes = new Uint8Array(output);
      for (let at = 0; at < bytes.length; ) {
        const end = at + RecordHeader + (((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number));
        socket.writable = socket.write(bytes.slice(at, end));
        at = end;
      }
    }
  }
}
