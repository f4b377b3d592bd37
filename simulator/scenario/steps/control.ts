import * as v from "valibot";
import { parameters, partId, stepKind } from "../step.ts";

const name = v.optional(v.string("a control's name is text"));

/** Sets a control of a part: a sensor's temperature, a finger on a button. */
export const setControl = stepKind({
  schema: v.pipe(
    parameters({
      "part-id": partId,
      name,
      /** The older word for `name`. */
      control: name,
      value: v.number("value must be a number, as all of Wokwi's controls take"),
    }),
    v.check((params) => Boolean(params.name ?? params.control), "control is missing: what is to be set"),
    v.transform((params) => ({
      part: params["part-id"],
      control: (params.name ?? params.control)!,
      value: params.value,
    })),
  ),
  describe: ({ part, control, value }) => `${part} ${control} = ${value}`,
  run: ({ part, control, value }, { simulation }) => simulation.setControl(part, control, value),
});
