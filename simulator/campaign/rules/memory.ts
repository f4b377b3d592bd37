/** Nothing grows: the firmware's live slots and bytes, measured in peace, are at the end what they were before. */
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** One look at the firmware's memory, garbage collected, while nothing was under way. */
interface Look {
  readonly at: number;
  readonly boot: number;
  readonly slots: number;
  readonly chunkBytes: number;
}

/** Shortest time within one boot that is compared, in microseconds. */
const span = 4 * 3600e6;
/** What may be different for other reasons than growth. */
const slack = { slots: 6, chunkBytes: 64 };

export class NothingGrows implements Rule {
  readonly name = "nothing-grows";
  readonly #situation: Situation;
  readonly #report: Report;
  #looks: Look[] = [];
  #told = false;

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  /** @param memory as measured now */
  look(at: number, memory: { slots: number; chunkBytes: number }): void {
    const { boots } = this.#situation;
    if (this.#looks.at(-1)?.boot !== boots) this.#looks = [];
    if (!this.#situation.isQuiet(at, 180) || this.#asksForTime(at) || this.#sensorFails(at)) return;
    this.#looks.push({ at, boot: boots, slots: memory.slots, chunkBytes: memory.chunkBytes });
    this.#compare();
  }

  /** Without a right answer a question to the time server is under way, or soon again, for as long as that lasts. */
  #asksForTime(at: number): boolean {
    return this.#situation.isUnder("time") || at - this.#situation.timeFaultAt < 600e6;
  }

  /** A sensor that fails has something under way that one that works has not. */
  #sensorFails(at: number): boolean {
    return this.#situation.isUnder("sensor") || at - this.#situation.sensorFaultAt < 180e6;
  }

  /** The least of the last third against the least of the first. */
  #compare(): void {
    const looks = this.#looks;
    const third = Math.floor(looks.length / 3);
    if (this.#told || third < 3 || looks.at(-1)!.at - looks[0]!.at < span) return;
    for (const key of ["slots", "chunkBytes"] as const) {
      const least = (part: readonly Look[]) => Math.min(...part.map((look) => look[key]));
      const [before, after] = [least(looks.slice(0, third)), least(looks.slice(-third))];
      if (after - before <= slack[key]) continue;
      this.#told = true;
      const hours = (looks.at(-1)!.at - looks[0]!.at) / 3600e6;
      this.#report(`${key} grew from ${before} to ${after} within ${hours.toFixed(1)} h`);
    }
  }
}
