/** How a simulation's time passes: with the wall clock, or as fast as the computer can. Both can be paused. */
import { VirtualWorld } from "../world/virtual-world.ts";
import { systemClock } from "../world/wall-clock.ts";
import { WallWorld } from "../world/wall-world.ts";
import type { World } from "../world/world.ts";

export interface Pace {
  readonly world: World;
  readonly running: boolean;
  /** Told what an event threw; time is paused then. */
  onError: (error: unknown) => void;
  /** Time passes from now on, event by event, while Node's loop turns. */
  resume(): void;
  /** Time stands at once; called by an event, that event is the last. */
  pause(): void;
  /** Ends the world too. */
  close(): void;
}

function rethrow(error: unknown): never {
  throw error;
}

/** Wall-clock time; paused at first. */
export class WallPace implements Pace {
  onError: (error: unknown) => void = rethrow;
  readonly world: WallWorld;

  constructor(seed: number) {
    this.world = new WallWorld(seed, {
      now: () => systemClock.now(),
      wake: (delay, action) => systemClock.wake(delay, () => this.#guard(action)),
    });
    this.world.pause();
  }

  get running(): boolean {
    return !this.world.paused;
  }

  resume(): void {
    this.world.resume();
  }

  pause(): void {
    this.world.pause();
  }

  close(): void {
    this.world.close();
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.pause();
      this.onError(error);
    }
  }
}

/** How long virtual time may pass before sockets and signals have their turn, in milliseconds of the PC. */
const slice = 10;
/** So often something happens at least, in microseconds: virtual time passes only where there are events. */
const heartbeat = 1_000_000;

/** Virtual time: it jumps from event to event; paused at first. */
export class VirtualPace implements Pace {
  onError: (error: unknown) => void = rethrow;
  readonly world: VirtualWorld;
  #running = false;
  #turn: NodeJS.Immediate | undefined;

  constructor(seed: number) {
    this.world = new VirtualWorld(seed);
    this.#beat();
  }

  get running(): boolean {
    return this.#running;
  }

  resume(): void {
    if (this.#running) return;
    this.#running = true;
    this.#turn ??= setImmediate(() => this.#run());
  }

  pause(): void {
    this.#running = false;
  }

  close(): void {
    this.#running = false;
    clearImmediate(this.#turn);
    this.world.close();
  }

  #beat(): void {
    this.world.schedule(this.world.now + heartbeat, () => this.#beat());
  }

  #run(): void {
    this.#turn = undefined;
    const end = performance.now() + slice;
    try {
      while (this.#running && performance.now() < end && this.world.step());
    } catch (error) {
      this.#running = false;
      this.onError(error);
    }
    if (this.#running) this.#turn = setImmediate(() => this.#run());
  }
}
