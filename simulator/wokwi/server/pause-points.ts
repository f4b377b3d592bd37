/** Where a client wants its simulation to pause: at a time, after a time, or at a text on the serial port. */
import * as v from "valibot";
import type { Simulation } from "../../simulation/simulation.ts";
import { CommandError } from "./messages.ts";

const nanos = v.pipe(v.number(), v.finite(), v.minValue(0));
export const bytes = v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)));

export const pausePoint = v.variant("type", [
  v.object({ id: v.string(), type: v.literal("time-absolute"), nanos }),
  v.object({ id: v.string(), type: v.literal("time-relative"), nanos }),
  v.object({ id: v.string(), type: v.literal("serial-bytes"), bytes }),
]);

export type PausePoint = v.InferOutput<typeof pausePoint>;

const most = 1000;

export class PausePoints {
  readonly #onHit: (point: PausePoint) => void;
  readonly #points = new Map<string, { point: PausePoint; cancel: () => void }>();

  /** @param onHit called in the pause; the point is gone then */
  constructor(onHit: (point: PausePoint) => void) {
    this.#onHit = onHit;
  }

  /**
   * Adds a point, also before there is a simulation.
   * @throws CommandError 413 when there are too many
   */
  add(point: PausePoint, simulation: Simulation | undefined): void {
    if (this.#points.size >= most) throw new CommandError(413, `there are ${most} pause points already`);
    this.remove(point.id);
    this.#points.set(point.id, { point, cancel: () => {} });
    if (simulation) this.#arm(point, simulation);
  }

  remove(id: string): void {
    this.#points.get(id)?.cancel();
    this.#points.delete(id);
  }

  /** Puts all points to a simulation that starts. */
  start(simulation: Simulation): void {
    for (const { point } of [...this.#points.values()]) this.#arm(point, simulation);
  }

  #arm(point: PausePoint, simulation: Simulation): void {
    const hit = () => {
      this.#points.delete(point.id);
      this.#onHit(point);
    };
    this.#points.set(point.id, { point, cancel: arm(point, simulation, hit) });
  }
}

function arm(point: PausePoint, simulation: Simulation, hit: () => void): () => void {
  switch (point.type) {
    case "time-absolute":
      return simulation.pauseAt(point.nanos / 1000, hit);
    case "time-relative":
      return simulation.pauseAt(simulation.now + point.nanos / 1000, hit);
    case "serial-bytes":
      return simulation.pauseAtSerial(Uint8Array.from(point.bytes), hit);
  }
}
