/** The falling edges of a DHT22's answer (AM2302 data sheet, single-bus timing; typical values in us). */

const Answer = 30;
const Response = 160;
const Low = 50;
/** The low before a byte's first bit, as seen on real sensors. */
const ByteLow = 68;
const Zero = 26;
const One = 70;

/** Humidity and temperature as they are sent, 16 bits each, and the checksum. */
export function frameOf(humidity: number, temperature: number): number[] {
  const bytes = [humidity >> 8, humidity & 0xff, temperature >> 8, temperature & 0xff];
  return [...bytes, bytes.reduce((sum, byte) => sum + byte, 0) & 0xff];
}

export interface FallsOptions {
  /** Whether a byte's first low is as long as on real sensors. */
  byteLows?: boolean;
  /** Added to each edge, us. */
  jitter?: () => number;
}

/** 42 falls: the response, each bit's, and the last bit's end. */
export function fallsOf(bytes: readonly number[], options: FallsOptions = {}): Uint16Array {
  const falls = new Uint16Array(2 + 8 * bytes.length);
  const { byteLows = false, jitter } = options;
  let at = Answer;
  falls[0] = at;
  at += Response;
  falls[1] = at;
  let i = 2;
  for (const byte of bytes)
    for (let mask = 0x80; mask; mask >>= 1) {
      at += (byteLows && mask === 0x80 ? ByteLow : Low) + (byte & mask ? One : Zero);
      falls[i++] = at;
    }
  if (jitter) for (let i = 0; i < falls.length; i++) falls[i] = (falls[i] as number) + jitter();
  return falls;
}

/** What a capture gives for these falls: from the release to the first, then from fall to fall. */
export function intervalsOf(falls: Uint16Array): Uint16Array {
  return falls.map((fall, i) => (i === 0 ? fall : fall - (falls[i - 1] as number)));
}

/** The falls of a true frame of so many tenths. */
export function readingFalls(humidity: number, temperature: number, options?: FallsOptions): Uint16Array {
  return fallsOf(frameOf(humidity, temperature < 0 ? 0x8000 | -temperature : temperature), options);
}
