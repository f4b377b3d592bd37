/**
 * Makes lines of what is typed: a line ends with CR, LF or both; backspace takes back a character, Ctrl-U
 * and Ctrl-C all of the line; arrows and the like are left out. Nothing is echoed, passwords least of all.
 */

/** Bytes of a line, in UTF-8: more than the longest command takes. */
export const LineMost = 600;

const Interrupt = 0x03;
const Backspace = 0x08;
const Tab = 0x09;
const LineFeed = 0x0a;
const CarriageReturn = 0x0d;
const KillLine = 0x15;
const Escape = 0x1b;
const Space = 0x20;
const SingleShift = 0x4f;
const ControlSequence = 0x5b;
const Delete = 0x7f;

export interface LineListener {
  /** A line that is not empty. */
  onLine(line: string): void;
  /** A line was dropped: it is too long, or it is not UTF-8. */
  onBadLine(cause: "long" | "encoding"): void;
}

export default class LineReader {
  readonly #listener: LineListener;
  /** None between lines: it is as long as a line may be. */
  #bytes: Uint8Array | undefined;
  #length = 0;
  #afterReturn = false;
  /** Within an escape sequence: what it began with. */
  #escape = 0;

  constructor(listener: LineListener) {
    this.#listener = listener;
  }

  receive(bytes: Uint8Array): void {
    for (let i = 0; i < bytes.length; i++) this.byte(bytes[i] as number);
  }

  private byte(byte: number): void {
    const afterReturn = this.#afterReturn;
    this.#afterReturn = byte === CarriageReturn;
    if (this.#escape > 0 && this.skips(byte)) return;
    switch (byte) {
      case LineFeed:
        if (!afterReturn) this.end();
        return;
      case CarriageReturn:
        this.end();
        return;
      case Backspace:
      case Delete:
        this.takeBack();
        return;
      case Interrupt:
      case KillLine:
        this.clear();
        return;
      case Escape:
        this.#escape = Escape;
        return;
      default:
        if (byte >= Space || byte === Tab) this.add(byte === Tab ? Space : byte);
    }
  }

  /** ECMA-48: ESC and one byte, SS3 and one, CSI up to a letter. A control character ends any of them. */
  private skips(byte: number): boolean {
    const begins = this.#escape === Escape && (byte === ControlSequence || byte === SingleShift);
    const goesOn = this.#escape === ControlSequence && byte >= Space && byte < 0x40;
    this.#escape = begins ? byte : goesOn ? ControlSequence : 0;
    return byte >= Space;
  }

  private add(byte: number): void {
    this.#bytes ??= new Uint8Array(LineMost);
    if (this.#length < LineMost) this.#bytes[this.#length] = byte;
    if (this.#length <= LineMost) this.#length++;
  }

  private takeBack(): void {
    const bytes = this.#bytes;
    if (!bytes || this.#length > LineMost) return;
    const isContinuation = () => ((bytes[this.#length] as number) & 0xc0) === 0x80;
    do this.#length--;
    while (this.#length > 0 && isContinuation());
    if (this.#length <= 0) this.clear();
  }

  private end(): void {
    const bytes = this.#bytes;
    const length = this.#length;
    this.clear();
    if (!bytes) return;
    if (length > LineMost) {
      this.#listener.onBadLine("long");
      return;
    }
    let line: string;
    try {
      line = String.fromArrayBuffer((bytes.buffer as ArrayBuffer).slice(0, length)).trim();
    } catch {
      this.#listener.onBadLine("encoding");
      return;
    }
    if (line !== "") this.#listener.onLine(line);
  }

  private clear(): void {
    this.#bytes = undefined;
    this.#length = 0;
  }
}
