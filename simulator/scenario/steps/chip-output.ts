import * as v from "valibot";
import { StepFailure, stepKind } from "../step.ts";

/** Waits for the log of a custom chip, of which the virtual board has none. */
export const expectChipOutput = stepKind({
  schema: v.string("the text to wait for is missing"),
  describe: (text) => JSON.stringify(text),
  run() {
    throw new StepFailure("there is no custom chip (a part chip-...): the virtual board has none");
  },
});
