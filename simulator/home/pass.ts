/** Lets virtual time pass, with breaks in which Node sees to its signals, pipes and children. */
import type { VirtualWorld } from "../world/virtual-world.ts";

/** Longest stretch of virtual time without looking at the PC's clock, in microseconds. */
const slice = 10_000_000;
/** Milliseconds of the PC's time between two breaks. */
const breakAfter = 40;

/**
 * @param until of the world, in microseconds
 * @param stopped asked at each break; true ends it
 * @returns whether the world came to `until`
 */
export async function pass(world: VirtualWorld, until: number, stopped?: () => boolean): Promise<boolean> {
  let last = performance.now();
  while (world.now < until) {
    world.run(Math.min(until, world.now + slice));
    if (performance.now() - last < breakAfter) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (stopped?.()) return false;
    last = performance.now();
  }
  return true;
}
