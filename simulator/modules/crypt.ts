/**
 * Stands in for the SDK's `crypt` (modules/crypt/digest): digests only. There the garbage collector takes what a
 * digest needs; here it is a channel, which lasts until `close`.
 */
import host from "virtual-board/host";

function open(type: string): number {
  const channel = host.open("digest", () => {});
  try {
    host.call(channel, "open", type);
  } catch (error) {
    host.close(channel);
    throw error;
  }
  return channel;
}

export class Digest {
  readonly #type: string;
  #channel: number | undefined;

  constructor(type: string) {
    this.#type = type;
    this.#channel = open(type);
  }

  write(data: ArrayBuffer | Uint8Array | string): void {
    this.#channel ??= open(this.#type);
    host.post(this.#channel, "write", data);
  }

  /** The digest; the object takes new data after it. */
  close(): ArrayBuffer {
    const channel = this.#channel ?? open(this.#type);
    this.#channel = undefined;
    const digest = host.call(channel, "close") as ArrayBuffer;
    host.close(channel);
    return digest;
  }
}
