import * as v from "valibot";
import { parameters, partId, StepFailure, stepKind } from "../step.ts";

const name = v.optional(v.union([v.string(), v.number()], "a pin's name is text"));

/** Compares a pin's level. */
export const expectPin = stepKind({
  schema: v.pipe(
    parameters({
      "part-id": partId,
      name,
      /** The older word for `name`. */
      pin: name,
      value: v.picklist([0, 1], "value must be 0 or 1, a number"),
    }),
    v.check((params) => Boolean(params.name || params.pin), 'pin is missing (pin 0 is written "0")'),
    v.transform((params) => ({
      part: params["part-id"],
      pin: String(params.name ?? params.pin),
      value: params.value,
    })),
  ),
  describe: ({ part, pin, value }) => `${part}:${pin} is ${value}`,
  run({ part, pin, value }, { simulation }) {
    const { level } = simulation.readPin(part, pin);
    if (level !== value) throw new StepFailure(`pin ${part}:${pin} should be ${value}, it is ${level}`);
  },
});
