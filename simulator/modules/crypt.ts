/** Stands in for the SDK's `crypt` (modules/crypt/digest): digests only. */
import host from "virtual-board/host";

export class Digest {
  #channel: number;

  constructor(type: string) {
    this.#channel = host.open("digest", () => {});
    try {
      host.call(this.#channel, "open", type);
    } catch (error) {
      host.close(this.#channel);
      throw error;
    }
  }

  write(data: ArrayBuffer | Uint8Array | string): void {
    host.post(this.#channel, "write", data);
  }

  /** The digest; the object takes new data after it. */
  close(): ArrayBuffer {
    return host.call(this.#channel, "close") as ArrayBuffer;
  }
}
