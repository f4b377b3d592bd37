/** Listens in on one direction of a TLS connection, with its keys. */
import { ContentType, RecordReader } from "./records.ts";
import type { DirectionKeys } from "./secrets.ts";

export class TLSTap {
  readonly #records = new RecordReader();
  readonly #keysOf: () => DirectionKeys | undefined;
  /** The next record is protected, and its keys may not be known yet. */
  #changed = false;

  /** @param keysOf asked once the direction is protected, until it knows */
  constructor(keysOf: () => DirectionKeys | undefined) {
    this.#keysOf = keysOf;
  }

  /** @returns what was said, in the clear @throws TLSError where it is no TLS */
  read(bytes: Uint8Array): Uint8Array[] {
    this.#records.add(bytes);
    const said: Uint8Array[] = [];
    for (;;) {
      if (this.#changed) {
        const keys = this.#keysOf();
        if (!keys) return said;
        this.#records.protect(keys);
        this.#changed = false;
      }
      const record = this.#records.next();
      if (!record) return said;
      if (record.type === ContentType.data) said.push(record.body);
      this.#changed = record.type === ContentType.changeCipherSpec;
    }
  }
}
