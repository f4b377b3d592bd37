import type { Scheduled, World } from "../world/world.ts";

/**
 * Things on their way, which never overtake each other; those that arrive at the same time arrive together.
 * At most one event of the world waits for a lane, and none for an empty one.
 */
export class Lane<T> {
  readonly #world: World;
  readonly #arrived: (things: T[]) => void;
  #underWay: { at: number; thing: T }[] = [];
  #event: Scheduled | undefined;

  constructor(world: World, arrived: (things: T[]) => void) {
    this.#world = world;
    this.#arrived = arrived;
  }

  get empty(): boolean {
    return this.#underWay.length === 0;
  }

  /** Sends a thing that arrives at `at`, or with the one before it if that is later. */
  send(at: number, thing: T): void {
    this.#underWay.push({ at, thing });
    this.#arm();
  }

  /** Takes everything off the way. */
  clear(): void {
    this.#underWay = [];
    this.#event?.cancel();
    this.#event = undefined;
  }

  #arm(): void {
    const first = this.#underWay[0];
    if (first === undefined || this.#event !== undefined) return;
    this.#event = this.#world.schedule(first.at, () => {
      this.#event = undefined;
      const things: T[] = [];
      while (this.#underWay.length > 0 && this.#underWay[0]!.at <= this.#world.now)
        things.push(this.#underWay.shift()!.thing);
      this.#arm();
      this.#arrived(things);
    });
  }
}
