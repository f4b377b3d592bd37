/**
 * The DHT22's frame, from the times of its falling edges to a reading. Pure, and total: any edges yield a
 * reading that was sent with its checksum, or a named error.
 *
 * AM2302 data sheet, single-bus timing (us, min to max): response low and high 75 to 85 each; a bit is a low
 * of 48 to 55 (65 to 70 at the start of a byte), then a high of 22 to 30 for 0, or of 68 to 75 for 1. So two
 * falls are 70 to 100 apart for 0, and 116 to 145 for 1; halfway is 108, with 8 us to spare on each side.
 */

/** Falls of a whole frame: the response, 40 bits, and the low that closes the last bit. */
const FrameFalls = 42;
const ResponseLeast = 140;
const ResponseMost = 190;
const BitLeast = 55;
const BitThreshold = 108;
const BitMost = 170;
/** After this many microseconds without an answer there is no sensor (data sheet: 20 to 200). */
const AnswerMost = 400;

/** Tenths of %RH and of °C (AM2302 data sheet, table 1). */
const HumidityMost = 1000;
const TemperatureLeast = -400;
const TemperatureMost = 800;

/**
 * Why there is no reading: nobody answered; the frame stopped early; the sum of the bytes is wrong; edges
 * where none may be; a value that the sensor cannot have.
 */
export type FrameError = "no-response" | "truncated" | "checksum" | "timing" | "out-of-range";

/** °C and %RH, with one decimal. */
export interface FrameReading {
  readonly temperature: number;
  readonly humidity: number;
  readonly error?: undefined;
}

export type Frame = FrameReading | { readonly error: FrameError };

const failed = (error: FrameError): Frame => Object.freeze({ error });
const noResponse = failed("no-response");
const truncated = failed("truncated");
const checksum = failed("checksum");
const timing = failed("timing");
const outOfRange = failed("out-of-range");

/**
 * Bit 15 is the sign of a magnitude. Some clones send two's complement instead; since no DHT22 is colder
 * than -40.0 °C, a magnitude beyond what can be is theirs, and none is both.
 */
function toTemperature(raw: number): number {
  if (raw < 0x8000) return raw;
  const magnitude = raw & 0x7fff;
  if (magnitude <= -TemperatureLeast) return magnitude === 0 ? 0 : -magnitude;
  return raw - 0x10000;
}

/**
 * @param falls times of the falling edges, in us since the host released the line, in order
 */
export function decodeFrame(falls: Uint16Array): Frame {
  const count = falls.length;
  if (count === 0 || (falls[0] as number) > AnswerMost) return noResponse;
  if (count > FrameFalls) return timing;
  let high = 0;
  let low = 0;
  let sum = 0;
  for (let i = 1; i < count; i++) {
    const interval = (falls[i] as number) - (falls[i - 1] as number);
    if (i === 1) {
      if (interval < ResponseLeast || interval > ResponseMost) return timing;
      continue;
    }
    if (interval < BitLeast || interval > BitMost) return timing;
    const bit = interval < BitThreshold ? 0 : 1;
    if (i < 18) high = (high << 1) | bit;
    else if (i < 34) low = (low << 1) | bit;
    else sum = (sum << 1) | bit;
  }
  if (count < FrameFalls) return truncated;
  if (((high >> 8) + (high & 0xff) + (low >> 8) + (low & 0xff) - sum) & 0xff) return checksum;
  const temperature = toTemperature(low);
  if (high > HumidityMost || temperature < TemperatureLeast || temperature > TemperatureMost)
    return outOfRange;
  return { temperature: temperature / 10, humidity: high / 10 };
}
