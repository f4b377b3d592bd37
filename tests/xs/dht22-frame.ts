/** sensors/dht22-frame.ts: the data sheet's vectors, its limits, every kind of damage, and random frames. */
import { type DHT22Frame, decodeFrame as decodeIntervals } from "../../sensors/dht22-frame";
import { fallsOf, frameOf, intervalsOf, readingFalls } from "./dht22/falls";
import reference from "./dht22/reference";
import Random from "./support/random";
import { done, report, same } from "./support/report";

const decodeFrame = (falls: Uint16Array): DHT22Frame => decodeIntervals(intervalsOf(falls));
const text = (frame: DHT22Frame): string => frame.error ?? `${frame.temperature} ${frame.humidity}`;
const decoded = (humidity: number, temperature: number) =>
  text(decodeFrame(fallsOf(frameOf(humidity, temperature))));

/** Bits as they are sent, then what they mean: °C and %RH. */
const vectors: readonly [name: string, humidity: number, temperature: number, expected: string][] = [
  ["data sheet, 65.2 % and 35.1 °C", 652, 351, "35.1 65.2"],
  ["data sheet, -10.1 °C", 652, 0x8065, "-10.1 65.2"],
  ["0.0 %", 0, 240, "24 0"],
  ["100.0 %", 1000, 240, "24 100"],
  ["100.1 %", 1001, 240, "out-of-range"],
  ["humidity of all ones", 0xffff, 240, "out-of-range"],
  ["0.0 °C", 400, 0, "0 40"],
  ["0.1 °C", 400, 1, "0.1 40"],
  ["-0.1 °C", 400, 0x8001, "-0.1 40"],
  ["-40.0 °C", 400, 0x8000 | 400, "-40 40"],
  ["-40.1 °C", 400, 0x8000 | 401, "out-of-range"],
  ["80.0 °C", 400, 800, "80 40"],
  ["80.1 °C", 400, 801, "out-of-range"],
  ["temperature of 0x7fff", 400, 0x7fff, "out-of-range"],
  ["clone, -0.1 °C", 400, 0xffff, "-0.1 40"],
  ["clone, -10.1 °C", 400, 0x10000 - 101, "-10.1 40"],
  ["clone, -40.0 °C", 400, 0x10000 - 400, "-40 40"],
  ["clone, -40.1 °C", 400, 0x10000 - 401, "out-of-range"],
];
for (const [name, humidity, temperature, expected] of vectors)
  same(`vector, ${name}`, decoded(humidity, temperature), expected);

const minusZero = decodeFrame(fallsOf(frameOf(400, 0x8000)));
report("a sign without magnitude is 0, not -0", Object.is(minusZero.error ?? minusZero.temperature, 0));

{
  const wrong: string[] = [];
  for (let tenths = -400; tenths <= 800; tenths++)
    for (const clone of [false, true]) {
      const raw = tenths >= 0 ? tenths : clone ? 0x10000 + tenths : 0x8000 | -tenths;
      const frame = decodeFrame(fallsOf(frameOf(Math.abs(tenths), raw)));
      if (frame.error || frame.temperature !== tenths / 10) wrong.push(`${tenths} is ${text(frame)}`);
    }
  for (let tenths = 0; tenths <= 1000; tenths++) {
    const frame = decodeFrame(fallsOf(frameOf(tenths, 240)));
    if (frame.error || frame.humidity !== tenths / 10) wrong.push(`${tenths} is ${text(frame)}`);
  }
  same("every value of the range, also as clones send it", wrong, []);
}

const whole = readingFalls(652, 351);
const wholeText = "35.1 65.2";

const late = whole.map((fall) => fall + 371);
same("an answer 401 us after the release is none", text(decodeFrame(late)), "no-response");
same("an answer 400 us after the release is one", text(decodeFrame(late.map((fall) => fall - 1))), wholeText);
same("no edges", text(decodeFrame(new Uint16Array(0))), "no-response");

{
  const lengths: string[] = [];
  for (let length = 0; length <= 64; length++) {
    const falls = new Uint16Array(length);
    for (let i = 0; i < length; i++) falls[i] = i < 42 ? whole[i]! : whole[41]! + (i - 41) * 76;
    lengths.push(text(decodeFrame(falls)));
  }
  const expected = Array.from({ length: 65 }, (_, length) =>
    length === 0 ? "no-response" : length < 42 ? "truncated" : length === 42 ? wholeText : "timing",
  );
  same("lengths 0 to 64", lengths, expected);
}

/** The same frame with one interval of another length; the later falls move with it. */
function stretched(index: number, interval: number): string {
  const shift = interval - (whole[index]! - whole[index - 1]!);
  return text(decodeFrame(whole.map((fall, i) => (i < index ? fall : fall + shift))));
}
const limits: readonly [name: string, index: number, interval: number, expected: string][] = [
  ["a response of 129 us", 1, 129, "timing"],
  ["a response of 130 us", 1, 130, wholeText],
  ["a response of 190 us", 1, 190, wholeText],
  ["a response of 191 us", 1, 191, "timing"],
  ["a zero of 54 us", 3, 54, "timing"],
  ["a zero of 55 us", 3, 55, wholeText],
  ["a zero of 99 us", 3, 99, wholeText],
  ["a zero of 100 us is a one", 3, 100, "checksum"],
  ["a one of 100 us", 8, 100, wholeText],
  ["a one of 99 us is a zero", 8, 99, "checksum"],
  ["a zero of 111 us at a byte's start", 2, 111, wholeText],
  ["a zero of 112 us at a byte's start is a one", 2, 112, "checksum"],
  ["a one of 112 us at a byte's start", 10, 112, wholeText],
  ["a one of 111 us at a byte's start is a zero", 10, 111, "checksum"],
  ["a one of 170 us", 8, 170, wholeText],
  ["a one of 171 us", 8, 171, "timing"],
  ["a last bit of 171 us", 41, 171, "timing"],
  ["two edges at once", 20, 0, "timing"],
];
for (const [name, index, interval, expected] of limits) same(name, stretched(index, interval), expected);

{
  const wrong: string[] = [];
  const bytes = frameOf(652, 351);
  for (let bit = 0; bit < 40; bit++) {
    const flipped = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (0x80 >> (bit & 7)) : byte));
    const frame = text(decodeFrame(fallsOf(flipped)));
    if (frame !== "checksum") wrong.push(`bit ${bit}: ${frame}`);
  }
  same("every flipped bit is a wrong checksum", wrong, []);
}

const random = new Random(20_240_601);
const drawReading = () => [random.between(0, 1000), random.between(-400, 800)] as const;
const expectedText = (humidity: number, temperature: number) => `${temperature / 10} ${humidity / 10}`;

{
  let wrong = 0;
  for (let i = 0; i < 3000; i++) {
    const [humidity, temperature] = drawReading();
    // An interval has two ends, each moved by up to 3 us or, all the same way, by more.
    const shift = random.between(-7, 7);
    const falls = readingFalls(humidity, temperature, {
      byteLows: i % 2 === 0,
      jitter: () => shift + random.between(-3, 4),
    });
    if (text(decodeFrame(falls)) !== expectedText(humidity, temperature)) wrong++;
  }
  same("jitter of up to 7 us between two edges, long lows at a byte's start", wrong, 0);
}

{
  const wrong: string[] = [];
  for (let i = 0; i < 60; i++) {
    const [humidity, temperature] = drawReading();
    const falls = readingFalls(humidity, temperature, { byteLows: i % 2 === 0 });
    for (let missed = 0; missed < 42; missed++) {
      const frame = decodeFrame(falls.filter((_, index) => index !== missed));
      if (!frame.error) wrong.push(`without fall ${missed}: ${text(frame)}`);
    }
    for (let after = 0; after < 42; after++) {
      const extra = [...falls.slice(0, after + 1), falls[after]! + random.between(1, 60)];
      const frame = decodeFrame(Uint16Array.from([...extra, ...falls.slice(after + 1)]));
      if (!frame.error) wrong.push(`with a fall after ${after}: ${text(frame)}`);
    }
  }
  same("one missed or one extra edge is never a reading", wrong, []);
}

/** A frame that may be anything: noise, or a true one with some damage. */
function drawFalls(): Uint16Array {
  const kind = random.below(8);
  if (kind === 0) {
    let at = random.below(450);
    return new Uint16Array(random.below(65)).map(() => {
      const now = at;
      at += random.below(200);
      return now;
    });
  }
  if (kind === 1) return new Uint16Array(random.below(65)).map(() => random.below(0x10000));
  const falls =
    kind < 5
      ? fallsOf(frameOf(random.below(0x10000), random.below(0x10000)), { byteLows: kind === 4 })
      : readingFalls(...drawReading());
  for (let count = random.below(4); count > 0; count--) {
    const index = random.below(falls.length);
    falls[index] = falls[index]! + random.between(-60, 60);
  }
  return random.below(10) ? falls : falls.slice(0, random.below(42));
}

{
  const wrong: string[] = [];
  let readings = 0;
  for (let i = 0; i < 100_000; i++) {
    const falls = drawFalls();
    try {
      const frame = decodeFrame(falls);
      const expected = reference(falls);
      const equal =
        Object.is(frame.error, expected.error) &&
        (frame.error !== undefined ||
          (!expected.error &&
            Object.is(frame.temperature, expected.temperature) &&
            Object.is(frame.humidity, expected.humidity)));
      if (!frame.error) readings++;
      if (!equal) wrong.push(`${falls.join(" ")} is ${text(frame)}, not ${text(expected)}`);
    } catch (error) {
      wrong.push(`${falls.join(" ")} throws ${error}`);
    }
  }
  same("100000 random frames mean what their bits say", wrong.slice(0, 3), []);
  report("and many of them are readings", readings > 10_000, `${readings} readings`);
}

done();
