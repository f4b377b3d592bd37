/** Reads DER (ITU-T X.690) strictly, as far as certificates need it; what it returns are views. */
import { Refusal } from "./refusal";

export const Tag = Object.freeze({
  Boolean: 0x01,
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Null: 0x05,
  OID: 0x06,
  UTCTime: 0x17,
  GeneralizedTime: 0x18,
  Sequence: 0x30,
});

export default class DER {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next element's tag, or undefined at the end. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next element's contents. */
  read(tag: number): Uint8Array {
    const start = this.#skip(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  /** The next element with its tag and length. */
  whole(tag: number): Uint8Array {
    const start = this.#at;
    this.#skip(tag);
    return this.#bytes.subarray(start, this.#at);
  }

  /** A reader of the next element's contents. */
  enter(tag: number): DER {
    return new DER(this.read(tag));
  }

  /** Takes an element if it is the next. */
  optional(tag: number): Uint8Array | undefined {
    return this.tag === tag ? this.read(tag) : undefined;
  }

  /** A BIT STRING of whole bytes. */
  bits(): Uint8Array {
    const contents = this.read(Tag.BitString);
    if (contents[0] !== 0) throw new Refusal("certificate", "a bit string is not of whole bytes");
    return contents.subarray(1);
  }

  /** @throws Refusal where bytes are left */
  end(): void {
    if (!this.done) throw new Refusal("certificate", "it has more than it should");
  }

  /** Goes behind the next element. @returns where its contents start */
  #skip(tag: number): number {
    const bytes = this.#bytes;
    if (this.tag !== tag) throw new Refusal("certificate", `tag ${this.tag} where ${tag} should be`);
    let at = this.#at + 1;
    let length = bytes[at++] ?? 0xff;
    if (length & 0x80) {
      let count = length & 0x7f;
      if (count === 0 || count > 2) throw new Refusal("certificate", "a length that cannot be");
      for (length = 0; count > 0; count--) length = (length << 8) | (bytes[at++] ?? 0xff);
      if (length < 0x80) throw new Refusal("certificate", "a length that is not DER");
    }
    if (at + length > bytes.length) throw new Refusal("certificate", "it is cut off");
    this.#at = at + length;
    return at;
  }
}
