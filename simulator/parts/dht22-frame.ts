/** What a DHT22 measures; both have a resolution of 0.1. */
export interface Climate {
  /** Degrees Celsius. */
  readonly temperature: number;
  /** Relative humidity in percent. */
  readonly humidity: number;
}

/** A frame is 40 bits: humidity, temperature, checksum (AM2302 data sheet, single-bus communication). */
export const FRAME_BYTES = 5;
export const FRAME_BITS = FRAME_BYTES * 8;
/** The bits before the checksum. */
export const DATA_BITS = 32;

const SIGN = 0x8000;

/**
 * The five bytes of a frame.
 *
 * The temperature is sign and magnitude, as the data sheet says; `twosComplement` encodes it the way some
 * clones do.
 */
export function encodeFrame(climate: Climate, twosComplement = false): Uint8Array {
  const humidity = Math.round(climate.humidity * 10);
  const tenths = Math.round(climate.temperature * 10);
  const temperature = tenths >= 0 ? tenths : twosComplement ? tenths & 0xffff : SIGN | -tenths;
  const frame = Uint8Array.of(humidity >> 8, humidity, temperature >> 8, temperature, 0);
  frame[4] = frame[0]! + frame[1]! + frame[2]! + frame[3]!;
  return frame;
}

/** The bits of a frame, most significant first. */
export function frameBits(frame: Uint8Array): boolean[] {
  const bits: boolean[] = [];
  for (const byte of frame) for (let mask = 0x80; mask > 0; mask >>= 1) bits.push((byte & mask) !== 0);
  return bits;
}
