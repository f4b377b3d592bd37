import * as v from "valibot";
import { stepKind } from "../step.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

const expected = v.pipe(
  v.union([v.string(), v.number()], "the text to wait for is missing"),
  v.transform(String),
  v.nonEmpty("the text to wait for is empty"),
);

/** Waits until the serial port has said a text, in what came after the last such match. */
export const waitSerial = stepKind({
  schema: expected,
  describe: (text) => JSON.stringify(text),
  run: (text, { simulation, wait }) => wait((hit) => simulation.pauseAtSerial(bytes(text), hit)),
});

const byte = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255));

const written = v.union(
  [
    v.pipe(v.string(), v.transform(bytes)),
    v.pipe(
      v.array(byte),
      v.nonEmpty(),
      v.transform((values) => Uint8Array.from(values)),
    ),
  ],
  "what is written is a text, or a list of at least one byte from 0 to 255",
);

/** Types at the serial monitor. */
export const writeSerial = stepKind({
  schema: written,
  describe: (data) => JSON.stringify(Buffer.from(data).toString()),
  run: (data, { simulation }) => simulation.writeSerial(data),
});
