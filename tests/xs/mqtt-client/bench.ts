/**
 * One client on a bench: a resolver and a TCP socket that a case works by hand, and a transcript of what the
 * client did. The socket behaves as the SDK's does on the ESP32 (modules/io/socket/lwip/tcp.c), errors included.
 */
import Timer from "timer";

export interface Client {
  format: string;
  target?: unknown;
  write(data: unknown, options?: object): number;
  read(into?: unknown): unknown;
  close(): void;
}

export type ClientClass = new (options: never) => Client;

/** A case passes when the bench's transcript is `expected`, its lines joined with " | ". */
export interface Case {
  name: string;
  run(bench: Bench): void | Promise<void>;
  expected: string;
  /** How long the case waits, in milliseconds; cases that wait are run at the same time. */
  lasts?: number;
}

interface SocketOptions {
  onReadable(count: number): void;
  onWritable(count: number): void;
  onError(reason?: unknown): void;
}

interface Resolution {
  host: string;
  onResolved(host: string, address: string): void;
  onError(): void;
}

export const CONNACK = "20020000";
export const ROOM = 1000;

export class Bench {
  readonly transcript: string[] = [];
  /** What a case does in the callbacks, after they have been noted; a payload is read if it says nothing. */
  onReadable: ((count: number, options: object) => void) | undefined = () => this.read();
  onWritable: ((count: number) => void) | undefined;
  onControl: ((message: object) => void) | undefined;
  onError: (() => void) | undefined;

  client!: Client;
  socket: BenchSocket | undefined;
  resolution: Resolution | undefined;
  /** Bytes that the socket has room for. */
  room = ROOM;
  /** Whether no socket can be made. */
  refusing = false;
  readonly #Client: ClientClass;

  constructor(Client: ClientClass) {
    this.#Client = Client;
  }

  /** A bench for another client of the same class. */
  another(): Bench {
    return new Bench(this.#Client);
  }

  note(line: string): void {
    this.transcript.push(line);
  }

  /** Notes bytes written, in one line with those just before; many bytes by their number. */
  noteWritten(bytes: Uint8Array): void {
    const text = bytes.length > 1000 ? `(${bytes.length} bytes)` : hex(bytes);
    const last = this.transcript.length - 1;
    if (this.transcript[last]?.startsWith("> ")) this.transcript[last] += text;
    else this.note(`> ${text}`);
  }

  /** Notes what `action` throws, or returns if it returns anything. */
  attempt(action: () => unknown): void {
    try {
      const result = action();
      if (result !== undefined) this.note(`= ${show(result)}`);
    } catch (error) {
      const { name, message } = error as Error;
      this.note(`! ${name}${name === "Error" && message ? ` ${message}` : ""}`);
    }
  }

  /** Makes the client; the resolver has not answered yet. */
  make(options: object = {}): void {
    const bench = this;
    this.client = new this.#Client({
      host: "broker",
      ...options,
      dns: { io: benchResolver(bench), server: "dns" },
      socket: { io: benchSocket(bench), extra: "option" },
      onReadable(this: Client, count: number, about: object) {
        bench.#called(this, `readable ${count} ${JSON.stringify(about)}`);
        bench.onReadable?.(count, about);
      },
      onWritable(this: Client, count: number) {
        if (bench.onWritable) bench.#called(this, `writable ${count}`);
        bench.onWritable?.(count);
      },
      onControl(this: Client, message: object) {
        bench.#called(this, `control ${JSON.stringify(message)}`);
        bench.onControl?.(message);
      },
      onError(this: Client, ...reasons: unknown[]) {
        bench.#called(this, ["error", ...reasons].join(" "));
        bench.onError?.();
      },
      onClose: () => bench.note("onClose"),
      ...options,
    } as never);
  }

  resolve(): void {
    this.attempt(() => this.resolution!.onResolved("name", "192.0.2.1"));
  }

  /** Goes as far as CONNECT. */
  open(options?: object): void {
    this.make(options);
    this.resolve();
    this.writable();
  }

  /** Goes as far as CONNACK, and clears the transcript. */
  connect(options?: object): void {
    this.open(options);
    this.receive(CONNACK);
    this.transcript.length = 0;
  }

  /** Bytes from the broker, in hexadecimal. */
  receive(bytes: string): void {
    const socket = this.socket!;
    for (let i = 0; i < bytes.length; i += 2) socket.input.push(Number.parseInt(bytes.slice(i, i + 2), 16));
    this.attempt(() => socket.options.onReadable(socket.input.length));
  }

  writable(room = this.room): void {
    this.room = room;
    this.attempt(() => this.socket!.options.onWritable(room));
  }

  /** The client's `write`. */
  write(data: unknown, options?: object): void {
    this.attempt(() => this.client.write(data, options));
  }

  /** The client's `read`. */
  read(...into: unknown[]): void {
    this.attempt(() => this.client.read(...into));
  }

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      Timer.set(() => resolve(), milliseconds);
    });
  }

  /** Lets the client do what it has put off. */
  settle(): Promise<void> {
    return this.wait(20);
  }

  count(line: string): number {
    return this.transcript.filter((other) => other === line).length;
  }

  #called(self: Client, line: string): void {
    this.note(self === this.client ? line : `${line} with a wrong this`);
  }
}

export interface BenchSocket {
  readonly options: SocketOptions;
  /** Bytes that the client has not read. */
  readonly input: number[];
}

function benchResolver(bench: Bench) {
  return class {
    constructor({ server }: { server: string }) {
      bench.note(`resolver ${server}`);
    }
    resolve(resolution: Resolution): void {
      bench.note(`resolve ${resolution.host}`);
      bench.resolution = resolution;
    }
  };
}

function benchSocket(bench: Bench) {
  return class implements BenchSocket {
    readonly options: SocketOptions;
    readonly input: number[] = [];
    #format = "buffer";
    #closed = false;

    constructor(options: SocketOptions & { extra: string; host: string; address: string; port: number }) {
      const { extra, host, address, port } = options;
      if (bench.refusing) throw new Error("no memory");
      bench.note(`socket ${extra} ${host} ${address} ${port}`);
      this.options = options;
      bench.socket = this;
    }

    get format(): string {
      this.#check();
      return this.#format;
    }
    set format(format: string) {
      this.#check();
      this.#format = format;
    }

    read(into?: number | ArrayBuffer | Uint8Array): unknown {
      this.#check();
      if (!this.input.length) return;
      if (this.#format === "number") return this.input.shift();
      const buffer = typeof into === "object" ? into : undefined;
      const count = typeof into === "object" ? into.byteLength : (into ?? this.input.length);
      if (count <= 0 || count > this.input.length) throw new Error("invalid");
      const result = buffer ?? new ArrayBuffer(count);
      bytesOf(result).set(this.input.splice(0, count));
      return buffer ? count : result;
    }

    write(data: ArrayBuffer | Uint8Array): number {
      this.#check();
      if (this.#format !== "buffer") throw new Error("not in numbers");
      const bytes = bytesOf(data);
      if (bytes.length > bench.room) throw new Error("would block");
      bench.room -= bytes.length;
      bench.noteWritten(bytes);
      return bench.room;
    }

    close(): void {
      if (!this.#closed) bench.note("closed");
      this.#closed = true;
    }

    #check(): void {
      if (this.#closed) throw new SyntaxError("no host data");
    }
  };
}

export function bytes(hexadecimal: string): Uint8Array {
  const result = new Uint8Array(hexadecimal.length / 2);
  for (let i = 0; i < result.length; i++)
    result[i] = Number.parseInt(hexadecimal.slice(2 * i, 2 * i + 2), 16);
  return result;
}

export function hex(bytes: Uint8Array): string {
  let result = "";
  for (const byte of bytes) result += (byte < 16 ? "0" : "") + byte.toString(16);
  return result;
}

function bytesOf(data: unknown): Uint8Array {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  throw new TypeError("invalid buffer");
}

function show(value: unknown): string {
  return value instanceof ArrayBuffer ? hex(new Uint8Array(value)) : String(value);
}
