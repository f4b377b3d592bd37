/**
 * Stands in for `embedded:io/socket/tcp` on the ESP32 (modules/io/socket/lwip/tcp.c; ECMA-419 chapter 10.9):
 * lwIP's send buffer bounds what can be written, an error is told after all that was received has been read,
 * and the object stays open until `close`; after it, every use throws a SyntaxError, as the native object does.
 */
import host from "virtual-board/host";

interface TCPOptions {
  address: string;
  port: number;
  nodelay?: boolean;
  format?: string;
  target?: unknown;
  onReadable?: (this: TCP, bytes: number) => void;
  onWritable?: (this: TCP, bytes: number) => void;
  onError?: (this: TCP) => void;
}

type Format = "number" | "buffer";

/** lwIP's TCP_SND_BUF in ESP-IDF's defaults, in bytes. */
const SendBuffer = 5760;

const gone = () => new SyntaxError("not a TCP socket any more");

export default class TCP {
  target: unknown;
  #options: TCPOptions | undefined;
  #channel: number;
  #format: Format = "buffer";
  #ready = false;
  #failed = false;
  #writable = 0;
  #received: Uint8Array[] = [];
  #offset = 0;
  #available = 0;

  constructor(options: TCPOptions) {
    const { address, port } = options;
    if (port < 0 || port > 65535) throw new RangeError("invalid port");
    if (options.target !== undefined) this.target = options.target;
    this.#options = options;
    this.#channel = host.open("tcp", (event, value) => this.#receive(event as string, value));
    try {
      host.call(this.#channel, "connect", address, port);
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
    this.format = options.format ?? "buffer";
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
    this.#ready = false;
    this.#options = undefined;
    this.#received.length = this.#available = 0;
  }

  get format(): Format {
    return this.#format;
  }

  set format(value: string) {
    if (!this.#channel) throw gone();
    if (value !== "number" && value !== "buffer") throw new RangeError("unimplemented");
    this.#format = value;
  }

  read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | Uint8Array | undefined {
    if (!this.#channel) throw gone();
    if (!this.#available) return;
    if (this.#format === "number") {
      const first = this.#received[0] as Uint8Array;
      const byte = first[this.#offset++] as number;
      this.#consumed(1, first);
      return byte;
    }
    let target: Uint8Array;
    let result: ArrayBuffer | Uint8Array;
    if (typeof count === "object") {
      target = ArrayBuffer.isView(count) ? count : new Uint8Array(count);
      result = count;
    } else {
      const length = count ?? this.#available;
      if (length <= 0 || length > this.#available) throw new Error("invalid");
      target = new Uint8Array(length);
      result = target.buffer as ArrayBuffer;
    }
    if (target.length === 0 || target.length > this.#available) throw new Error("invalid");
    for (let filled = 0; filled < target.length; ) {
      const first = this.#received[0] as Uint8Array;
      const part = first.subarray(this.#offset, this.#offset + target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#offset += part.length;
      this.#consumed(part.length, first);
    }
    return result;
  }

  write(value: ArrayBuffer | Uint8Array | number): number | undefined {
    if (!this.#channel) throw gone();
    if (this.#failed) return;
    if (!this.#ready) throw new Error("not ready");
    const bytes = this.#format === "number" ? Uint8Array.of(value as number) : (value as Uint8Array);
    const writable = this.#writable - bytes.byteLength;
    if (writable < 0) throw new Error("would block");
    this.#writable = writable;
    host.post(this.#channel, "write", bytes);
    return writable;
  }

  get remoteAddress(): string | undefined {
    return this.#options?.address;
  }

  get remotePort(): number | undefined {
    return this.#options?.port;
  }

  #consumed(count: number, first: Uint8Array): void {
    this.#available -= count;
    if (this.#offset < first.length) return;
    this.#received.shift();
    this.#offset = 0;
    host.post(this.#channel, "read", first.length);
    if (this.#failed && !this.#available) host.post(this.#channel, "drained");
  }

  #receive(event: string, value: unknown): void {
    switch (event) {
      case "connected":
        this.#ready = true;
        this.#writable = SendBuffer;
        this.#options?.onWritable?.call(this, this.#writable);
        break;
      case "sent":
        this.#writable += value as number;
        if (this.#ready) this.#options?.onWritable?.call(this, this.#writable);
        break;
      case "data":
        this.#received.push(new Uint8Array(value as ArrayBuffer));
        this.#available += (value as ArrayBuffer).byteLength;
        this.#options?.onReadable?.call(this, this.#available);
        break;
      case "error":
        this.#failed = true;
        this.#ready = false;
        if (!this.#available) this.#options?.onError?.call(this);
        break;
    }
  }
}
