/**
 * One hash over all that happens: every edge at a pin, byte on the network, packet at the broker, line of the
 * console, write to the storage, and its time. Turns and their computrons are left out, which another build of
 * the engine may count otherwise; they are summed up beside it.
 */
import { createHash } from "node:crypto";
import type { HomeEvent } from "./events.ts";

const tags = {
  power: 1,
  boot: 2,
  console: 3,
  died: 4,
  pin: 5,
  lamp: 6,
  nvs: 7,
  network: 8,
  broker: 9,
  action: 10,
};
const states = { low: 0, high: 1, floating: 2 };
const blockSize = 64 * 1024;

export class TraceHash {
  computrons = 0;
  readonly #hash = createHash("sha256");
  readonly #block = Buffer.alloc(blockSize);
  readonly #view = new DataView(this.#block.buffer, this.#block.byteOffset, blockSize);
  #length = 0;

  readonly observe = (event: HomeEvent, at: number): void => {
    if (event.kind === "turn") {
      this.computrons += event.computrons;
      return;
    }
    this.#head(tags[event.kind], at);
    switch (event.kind) {
      case "pin":
        this.#byte(event.gpio);
        this.#byte(states[event.state]);
        break;
      case "network":
        this.#text(event.event.kind);
        this.#number(event.event.link.id);
        if ("bytes" in event.event) this.#bytes(event.event.bytes);
        break;
      case "broker":
        this.#text(event.event.kind);
        if ("payload" in event.event) this.#bytes(event.event.payload);
        break;
      case "died":
        this.#number(event.death.code);
        this.#text(event.death.reason);
        break;
      default:
        for (const value of Object.values(event)) this.#text(String(value));
    }
  };

  /** The hash of what was seen so far, in hexadecimal; more may follow. */
  digest(): string {
    this.#flush();
    return this.#hash.copy().digest("hex");
  }

  #head(tag: number, at: number): void {
    this.#byte(tag);
    this.#number(at);
  }

  #byte(value: number): void {
    this.#reserve(1);
    this.#block[this.#length++] = value;
  }

  #number(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #text(value: string): void {
    // In UTF-8 a unit of a string takes three bytes at most.
    if (4 + 3 * value.length > blockSize) {
      this.#bytes(Buffer.from(value));
      return;
    }
    this.#reserve(4 + 3 * value.length);
    const count = this.#block.write(value, this.#length + 4);
    this.#view.setUint32(this.#length, count, true);
    this.#length += 4 + count;
  }

  #bytes(bytes: Uint8Array): void {
    this.#reserve(4 + bytes.length);
    this.#view.setUint32(this.#length, bytes.length, true);
    this.#length += 4;
    if (this.#length + bytes.length <= blockSize) {
      this.#block.set(bytes, this.#length);
      this.#length += bytes.length;
    } else {
      this.#flush();
      this.#hash.update(bytes);
    }
  }

  #reserve(count: number): void {
    if (this.#length + count > blockSize) this.#flush();
  }

  #flush(): void {
    if (this.#length === 0) return;
    this.#hash.update(this.#block.subarray(0, this.#length));
    this.#length = 0;
  }
}
