/**
 * Strings as XS keeps them: UTF-8, but a zero character is the two bytes C0 80, since a zero byte ends the
 * string, and a lone surrogate is three bytes, as if it were a character.
 */
const special = /[\0\uD800-\uDFFF]/u;

export function encodeText(text: string): Uint8Array {
  if (!special.test(text)) return Buffer.from(text);
  return Buffer.concat(
    [...text].map((character) => {
      const code = character.codePointAt(0)!;
      if (code === 0) return Buffer.of(0xc0, 0x80);
      if (code < 0xd800 || code > 0xdfff) return Buffer.from(character);
      return Buffer.of(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    }),
  );
}

/**
 * Puts a text into a buffer, if it is of ASCII without zeros, which most are: faster than to encode it.
 * @returns whether it is
 */
export function putASCII(text: string, buffer: Uint8Array, start: number): boolean {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0 || unit >= 0x80) return false;
    buffer[start + at] = unit;
  }
  return true;
}

/** The text that lies between two places of a buffer. */
export function decodeText(buffer: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at++)
    if (buffer[at]! >= 0x80) return decodeOthers(buffer.subarray(start, end));
  return buffer.toString("latin1", start, end);
}

function decodeOthers(bytes: Buffer): string {
  if (!bytes.includes(0xc0) && !bytes.includes(0xed)) return bytes.toString("utf8");
  let result = "";
  let start = 0;
  const take = (at: number, length: number, code: number) => {
    result += bytes.toString("utf8", start, at) + String.fromCharCode(code);
    start = at + length;
  };
  for (let at = 0; at < bytes.length; at++) {
    const [first, second = 0, third = 0] = [bytes[at], bytes[at + 1], bytes[at + 2]];
    if (first === 0xc0 && second === 0x80) take(at, 2, 0);
    else if (first === 0xed && second >= 0xa0) take(at, 3, 0xd000 | ((second & 0x3f) << 6) | (third & 0x3f));
  }
  return result + bytes.toString("utf8", start);
}
