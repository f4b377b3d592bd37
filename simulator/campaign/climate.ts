/** A room whose temperature and humidity wander, so that a reading tells when it was taken. */
import type { Home } from "../home/home.ts";
import type { Random } from "../world/random.ts";

/** Least and most microseconds between two changes. */
const pause = [20e6, 120e6] as const;
const bounds = { temperature: [-15, 45], humidity: [10, 95] } as const;

export class Climate {
  readonly #home: Home;
  readonly #random: Random;

  constructor(home: Home, random: Random) {
    this.#home = home;
    this.#random = random;
    this.#change();
  }

  #change(): void {
    const { sensor, world } = this.#home;
    for (const [name, [least, most]] of Object.entries(bounds)) {
      const control = sensor?.controls[name as keyof typeof bounds];
      if (!control) continue;
      const next = Number(control.get()) + this.#random.integer(-8, 8) / 10;
      control.set(Math.min(Math.max(next, least), most));
    }
    world.schedule(world.now + this.#random.integer(...pause), () => this.#change());
  }
}
