/** Touches on a screen. The virtual board knows no part that has one, so they say which part lacks it. */
import * as v from "valibot";
import { type Bench, parameters, partId, StepFailure, stepKind, time } from "../step.ts";

const coordinate = v.number("x and y are numbers");

function refuse(id: string, { simulation }: Bench): never {
  throw new StepFailure(`part "${id}" (${simulation.part(id).type}) has no touch screen`);
}

const touchAt = (entries: v.ObjectEntries) =>
  stepKind({
    schema: parameters({ "part-id": partId, x: coordinate, y: coordinate, ...entries }),
    describe: ({ "part-id": id, x, y }) => `${id} at ${x}, ${y}`,
    run: ({ "part-id": id }, bench) => refuse(id as string, bench),
  });

export const touch = touchAt({ duration: v.optional(time), wait: v.optional(v.boolean()) });
export const touchPress = touchAt({});
export const touchMove = touchAt({});
export const touchRelease = stepKind({
  schema: parameters({ "part-id": partId }),
  describe: ({ "part-id": id }) => id,
  run: ({ "part-id": id }, bench) => refuse(id, bench),
});
