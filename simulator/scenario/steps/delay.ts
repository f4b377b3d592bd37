import { stepKind, time } from "../step.ts";

/** Lets simulated time pass. */
export const delay = stepKind({
  schema: time,
  describe: (microseconds) => `${microseconds / 1000} ms`,
  run: (microseconds, { simulation, wait }) =>
    wait((hit) => simulation.pauseAt(simulation.now + microseconds, hit)),
});
