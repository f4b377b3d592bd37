/**
 * The DHT22's frame, from the intervals of its falling edges to a reading. Pure, and total: any edges yield
 * a reading that was sent with its checksum, or a named error.
 *
 * AM2302 data sheet, single-bus timing (us, min to max): response low and high 75 to 85 each; a bit is a low
 * of 48 to 55, then a high of 22 to 30 for 0, or of 68 to 75 for 1; the low that begins a byte is seen at 65
 * to 70 on many sensors. Slow sensors stretch all of it by up to 8 %. So two falls are this far apart:
 *
 * |                     | 0         | slow      | 1          | halfway | to spare |
 * |---------------------|-----------|-----------|------------|---------|----------|
 * | first bit of a byte | 70 to 100 | up to 108 | 116 to 145 | 112     | 4        |
 * | other bits          | 70 to 85  | up to 91  | 116 to 130 | 100     | 9        |
 *
 * What is to spare is for interrupts: a fall that is told late makes one interval longer, the next shorter. The
 * checksum does not see first bits that are wrong in two bytes, so neither may be so by the sensor's doing.
 */

/** Falls of a whole frame: the response, 40 bits, and the low that closes the last bit. */
const FrameFalls = 42;
/** 200 in the data sheet; nothing that comes so late is a sensor's answer. */
const AnswerMost = 400;
/** Response, low and high together: 150 to 170. */
const ResponseLeast = 130;
const ResponseMost = 190;
/** 70 less 15. Two edges of one fall, as noise makes them, are closer. */
const BitLeast = 55;
/** 145 and 8 %, by which slow sensors are slow, and 13. Two bits that lost the fall between them may be less. */
const BitMost = 170;
const FirstBits = bitTable(112);
const Bits = bitTable(100);

/** Tenths of %RH and of °C (AM2302 data sheet, table 1). */
const HumidityMost = 1000;
const TemperatureLeast = -400;
const TemperatureMost = 800;

/**
 * Why there is no reading: nobody answered; the frame ended early; the checksum is not that of the bytes;
 * falls too close, too far apart or too many; a value that the sensor cannot have.
 */
export type FrameError = "no-response" | "truncated" | "checksum" | "timing" | "out-of-range";

/** °C and %RH, with one decimal; or why there are none. */
export type DHT22Frame =
  | { readonly temperature: number; readonly humidity: number; readonly error?: undefined }
  | { readonly error: FrameError };

const failed = (error: FrameError): DHT22Frame => Object.freeze({ error });
const noResponse = failed("no-response");
const truncated = failed("truncated");
const checksum = failed("checksum");
const timing = failed("timing");
const outOfRange = failed("out-of-range");

/**
 * Tenths of °C. Bit 15 is the sign of a magnitude (AM2302 data sheet). Some clones send two's complement
 * instead: from -40.0 to -0.1 that is 0xFE70 to 0xFFFF, where sign and magnitude is 0x8001 to 0x8190. So
 * nothing that a sensor can measure is both, and what is neither comes out below the range.
 */
function toTemperature(raw: number): number {
  if (raw < 0x8000) return raw;
  const magnitude = raw & 0x7fff;
  if (magnitude === 0) return 0;
  return magnitude <= -TemperatureLeast ? -magnitude : raw - 0x10000;
}

/** What an interval of so many us says: a bit, or NaN, as an index beyond the table does too. */
function bitTable(threshold: number): Float32Array {
  const table = new Float32Array(BitMost + 1).fill(Number.NaN, 0, BitLeast);
  return table.fill(1, threshold);
}

/**
 * The byte whose first bit is interval `i`. Unrolled: this is what most of a reading's work goes into.
 * @returns NaN if one of its bits is none, or is not there
 */
function decodeByte(intervals: Uint16Array, i: number): number {
  return (
    FirstBits[intervals[i]!]! * 128 +
    Bits[intervals[i + 1]!]! * 64 +
    Bits[intervals[i + 2]!]! * 32 +
    Bits[intervals[i + 3]!]! * 16 +
    Bits[intervals[i + 4]!]! * 8 +
    Bits[intervals[i + 5]!]! * 4 +
    Bits[intervals[i + 6]!]! * 2 +
    Bits[intervals[i + 7]!]!
  );
}

/** Why a frame has bits that are none: one came at the wrong time, or it ended before the last. */
function failure(intervals: Uint16Array): DHT22Frame {
  for (let i = 2; i < intervals.length; i++)
    if (intervals[i]! < BitLeast || intervals[i]! > BitMost) return timing;
  return truncated;
}

/**
 * @param intervals in us, from the host's release of the line to the first fall, then from fall to fall; none is
 * left out. One of them too many, or 64 because there was no room for more, is an error of timing.
 */
export function decodeFrame(intervals: Uint16Array): DHT22Frame {
  const count = intervals.length;
  if (count === 0 || intervals[0]! > AnswerMost) return noResponse;
  if (count > FrameFalls) return timing;
  if (count > 1 && (intervals[1]! < ResponseLeast || intervals[1]! > ResponseMost)) return timing;
  const humidityHigh = decodeByte(intervals, 2);
  const humidityLow = decodeByte(intervals, 10);
  const temperatureHigh = decodeByte(intervals, 18);
  const temperatureLow = decodeByte(intervals, 26);
  const sum = humidityHigh + humidityLow + temperatureHigh + temperatureLow - decodeByte(intervals, 34);
  if (Number.isNaN(sum)) return failure(intervals);
  if (sum & 0xff) return checksum;
  const humidity = humidityHigh * 256 + humidityLow;
  const temperature = toTemperature(temperatureHigh * 256 + temperatureLow);
  if (humidity > HumidityMost || temperature < TemperatureLeast || temperature > TemperatureMost)
    return outOfRange;
  return { temperature: temperature / 10, humidity: humidity / 10 };
}
