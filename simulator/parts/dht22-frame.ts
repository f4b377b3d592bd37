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
  const data = [humidity >> 8, humidity & 0xff, temperature >> 8, temperature & 0xff];
  return Uint8Array.from([...data, data.reduce((sum, byte) => sum + byte, 0) & 0xff]);
}

/** The bits of a frame, most significant first. */
export function frameBits(frame: Uint8Array): boolean[] {
  return [...frame].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte & (0x80 >> bit)) !== 0));
}
