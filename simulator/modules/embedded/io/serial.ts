/**
 * Stands in for `embedded:io/serial` on the ESP32 (modules/io/serial/esp32; ECMA-419, class Serial), for
 * input. As there, nothing is told but that there are bytes, and taking more than there are is not checked
 * by the chip: here it throws.
 */
import host from "virtual-board/host";

interface SerialOptions {
  receive: number;
  baud: number;
  port?: number;
  format?: string;
  target?: unknown;
  onReadable?: (this: Serial, count: number) => void;
}

export default class Serial {
  target: unknown;
  #channel: number;
  #format: string;

  constructor(options: SerialOptions) {
    const { receive, baud, port = 0, format = "buffer", onReadable } = options;
    if (receive === undefined) throw new Error("invalid");
    if (!Number.isInteger(port) || port < 0 || port > 2) throw new RangeError("invalid port");
    if (!(baud > 0 && baud <= 20_000_000)) throw new RangeError("invalid baud");
    if (format !== "number" && format !== "buffer") throw new RangeError("invalid format");
    if (options.target !== undefined) this.target = options.target;
    this.#format = format;
    this.#channel = host.open("uart", () => {
      const count = this.#available;
      if (count > 0) onReadable?.call(this, count);
    });
    try {
      host.call(this.#channel, "open", port, receive, baud);
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
  }

  get #available(): number {
    return host.call(this.#channel, "available") as number;
  }

  /** @returns undefined where there is nothing; the count where a buffer is given */
  read(into?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined {
    const available = this.#available;
    if (available === 0) return undefined;
    if (this.#format === "number") return new Uint8Array(this.#take(1))[0]!;
    if (into === undefined) return this.#take(available);
    if (typeof into === "number") {
      if (into <= 0 || into > available) throw new Error("invalid");
      return this.#take(into);
    }
    const target =
      into instanceof ArrayBuffer
        ? new Uint8Array(into)
        : new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    const bytes = new Uint8Array(this.#take(Math.min(target.length, available)));
    target.set(bytes);
    return bytes.length;
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
  }

  get format(): string {
    return this.#format;
  }

  set format(format: string) {
    if (format !== "number" && format !== "buffer") throw new RangeError("unimplemented");
    this.#format = format;
  }

  #take(count: number): ArrayBuffer {
    return host.call(this.#channel, "read", count) as ArrayBuffer;
  }
}
