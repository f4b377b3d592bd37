/**
 * The engine's frames (host.h, protocol.c): u32 length, u8 type, payload; little-endian.
 */

import { decodeText, encodeText, putASCII } from "./text.ts";

/** What crosses a channel. ArrayBuffers of the firmware arrive as Uint8Array. */
export type Value = undefined | null | boolean | number | string | Uint8Array;

const code = (letter: string): number => letter.charCodeAt(0);

export const toBoard = {
  module: code("M"),
  boot: code("B"),
  run: code("R"),
  event: code("E"),
  result: code("r"),
  statistics: code("S"),
  quit: code("Q"),
} as const;

export const fromBoard = {
  trace: code("T"),
  open: code("O"),
  close: code("C"),
  post: code("P"),
  call: code("c"),
  idle: code("I"),
  death: code("D"),
  statistics: code("S"),
} as const;

const tags = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  integer: 4,
  number: 5,
  string: 6,
  buffer: 7,
  error: 8,
};

/** Bytes of a frame's length. */
const head = 4;

/** Reads and writes numbers faster than Buffer's own methods. */
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  new DataView(buffer, byteOffset, byteLength);

/** Builds one frame after another in one growing buffer. */
export class FrameWriter {
  #buffer = Buffer.alloc(4096);
  #view = viewOf(this.#buffer);
  #length = 0;
  #start = 0;

  begin(type: number): this {
    this.#start = this.#length;
    this.#reserve(5);
    this.#length += 4;
    this.#buffer[this.#length++] = type;
    return this;
  }

  byte(value: number): this {
    this.#reserve(1);
    this.#buffer[this.#length++] = value;
    return this;
  }

  unsigned(value: number): this {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
    return this;
  }

  number(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
    return this;
  }

  string(value: string): this {
    const length = Buffer.byteLength(value);
    this.#reserve(length + 1);
    this.#buffer.write(value, this.#length);
    this.#length += length;
    this.#buffer[this.#length++] = 0;
    return this;
  }

  value(value: Value | Error): this {
    if (value === undefined) return this.byte(tags.undefined);
    if (value === null) return this.byte(tags.null);
    if (typeof value === "boolean") return this.byte(value ? tags.true : tags.false);
    if (typeof value === "number")
      return Number.isInteger(value) && Math.abs(value) < 0x80000000 && !Object.is(value, -0)
        ? this.byte(tags.integer).unsigned(value)
        : this.byte(tags.number).number(value);
    if (typeof value === "string") return this.#text(tags.string, value);
    if (value instanceof Error) return this.#text(tags.error, value.message);
    return this.#block(tags.buffer, value);
  }

  end(): this {
    this.#view.setUint32(this.#start, this.#length - this.#start - 4, true);
    return this;
  }

  /** The frames written so far; the writer is empty afterwards and reuses the memory. */
  take(): Uint8Array {
    const result = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return result;
  }

  #text(tag: number, text: string): this {
    this.#reserve(5 + text.length);
    if (!putASCII(text, this.#buffer, this.#length + 5)) return this.#block(tag, encodeText(text));
    this.byte(tag).unsigned(text.length);
    this.#length += text.length;
    return this;
  }

  #block(tag: number, bytes: Uint8Array): this {
    this.byte(tag).unsigned(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#buffer.length) return;
    const larger = Buffer.alloc(Math.max(this.#buffer.length * 2, this.#length + count));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
  }
}

/** Reads one frame's payload after the other; nothing of a frame is kept. */
export class FrameReader {
  #buffer: Buffer = Buffer.alloc(0);
  /** The same memory, of which a copy is no Buffer. */
  #bytes: Uint8Array = new Uint8Array();
  #view = viewOf(this.#bytes);
  #offset = 0;
  #end = 0;

  /** Reads from another buffer from here on. */
  attach(buffer: Buffer): void {
    this.#buffer = buffer;
    this.#bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
    this.#view = viewOf(buffer);
  }

  /**
   * Goes to the frame that begins at a place of the buffer, if the whole of it lies before `limit`.
   * @returns the length of the frame and its head, which need not be there yet; 0 if that is not known
   */
  begin(start: number, limit: number): number {
    if (limit - start < head) return 0;
    const length = head + this.#view.getUint32(start, true);
    this.#offset = start + head + 1;
    this.#end = start + length;
    return length;
  }

  get type(): number {
    return this.#buffer[this.#offset - 1]!;
  }

  get more(): boolean {
    return this.#offset < this.#end;
  }

  byte(): number {
    return this.#buffer[this.#offset++]!;
  }

  unsigned(): number {
    this.#offset += 4;
    return this.#view.getUint32(this.#offset - 4, true);
  }

  number(): number {
    this.#offset += 8;
    return this.#view.getFloat64(this.#offset - 8, true);
  }

  string(): string {
    const start = this.#offset;
    const end = this.#buffer.indexOf(0, start);
    this.#offset = end + 1;
    return decodeText(this.#buffer, start, end);
  }

  values(): Value[] {
    const result: Value[] = [];
    while (this.more) result.push(this.#value());
    return result;
  }

  #value(): Value {
    switch (this.byte()) {
      case tags.undefined:
        return undefined;
      case tags.null:
        return null;
      case tags.false:
        return false;
      case tags.true:
        return true;
      case tags.integer:
        return this.unsigned() | 0;
      case tags.number:
        return this.number();
      case tags.string: {
        const start = this.#block();
        return decodeText(this.#buffer, start, this.#offset);
      }
      default:
        return this.#bytes.slice(this.#block(), this.#offset);
    }
  }

  /** Passes over a block; returns where its bytes begin. They end at the offset. */
  #block(): number {
    const length = this.unsigned();
    this.#offset += length;
    return this.#offset - length;
  }
}
