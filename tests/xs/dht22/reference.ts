/**
 * What sensors/dht22-frame.ts must return, found another way: each interval by a table, the 40 bits as
 * one number, the temperature as the one meaning that the sensor's range allows.
 */
import type { DHT22Frame } from "../../../sensors/dht22-frame";

const response = [130, 190] as const;

/** What an interval between falls means, by its us; nothing for an error. A byte's first bit has a longer low. */
const meanings = [112, 100].map((one) =>
  Array.from({ length: 171 }, (_, us) => (us < 55 ? undefined : us < one ? 0 : 1)),
);

const temperatures = new Map<number, number>();
for (let tenths = -400; tenths <= 800; tenths++) {
  if (tenths < 0) temperatures.set(0x10000 + tenths, tenths / 10);
  temperatures.set(tenths < 0 ? 0x8000 - tenths : tenths, tenths / 10);
}
temperatures.set(0x8000, 0);

export default function reference(falls: Uint16Array): DHT22Frame {
  const { length } = falls;
  if (length === 0 || falls[0]! > 400) return { error: "no-response" };
  if (length > 42) return { error: "timing" };
  let frame = 0;
  for (let i = 1; i < length; i++) {
    const interval = falls[i]! - falls[i - 1]!;
    const bit = meanings[i % 8 === 2 ? 0 : 1]![interval];
    if (i === 1 ? interval < response[0] || interval > response[1] : bit === undefined)
      return { error: "timing" };
    if (i > 1) frame = 2 * frame + bit!;
  }
  if (length < 42) return { error: "truncated" };
  const part = (bits: number, from: number) => Math.floor(frame / 2 ** from) % 2 ** bits;
  if ((part(8, 32) + part(8, 24) + part(8, 16) + part(8, 8)) % 256 !== part(8, 0))
    return { error: "checksum" };
  const temperature = temperatures.get(part(16, 8));
  const humidity = part(16, 24) / 10;
  if (temperature === undefined || humidity > 100) return { error: "out-of-range" };
  return { temperature, humidity };
}
