/** The alarm's state outlives restarts and power cuts; where the storage failed, the node tells. */
import type { HomeEvent } from "../../home/events.ts";
import type { NVS } from "../../peripherals/nvs.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

export class StateKept implements Rule {
  readonly name = "state-kept";
  #report: Report = () => {};

  reportingTo(report: Report): this {
    this.#report = report;
    return this;
  }

  /** The firmware has started with another state, and the storage was in order. */
  restored(on: boolean, was: boolean): void {
    const text = (state: boolean) => (state ? "on" : "off");
    this.#report(`after the restart the alarm is ${text(on)}, it was ${text(was)}`);
  }
}

/** How exactly the diagnostics tell when they were made, in microseconds. */
const exactly = 2e6;
/** Slots of the journal (alarm/journal.ts). */
const slots = 2;

/** What the storage refused, or held and could not be read at the start, is counted in the diagnostics. */
export class TroubleTold implements Rule {
  readonly name = "trouble-told";
  readonly #situation: Situation;
  readonly #report: Report;
  /** Times of the writes that were refused, since the start. */
  #refused: number[] = [];
  /** The records were damaged before the next start, and before this one. */
  #damagedBefore = false;
  #damaged = false;
  /** Any record may be unreadable since then, or since a torn write. */
  #doubtful = false;

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  observe(event: HomeEvent, at: number): void {
    const { home } = this.#situation;
    switch (event.kind) {
      case "boot":
        this.#refused = [];
        this.#damaged = this.#damagedBefore;
        this.#damagedBefore = false;
        break;
      case "power":
        if (!event.on && home.nvs.tears) this.#doubtful = true;
        break;
      case "action":
        if (event.name === "storage damaged") this.#damagedBefore = hasRecords(home.nvs);
        this.#doubtful ||= this.#damagedBefore;
        break;
      case "nvs":
        if (event.phase === "refused" && event.key.startsWith("alarm")) this.#refused.push(at);
        break;
      case "broker":
        if (event.event.kind === "publish" && event.event.topic === this.#situation.topic("diagnostico"))
          this.#told(Buffer.from(event.event.payload).toString(), at);
        break;
    }
  }

  #told(text: string, at: number): void {
    const { uptime, storage } = JSON.parse(text) as { uptime: number; storage: number };
    // One that had to wait for its connection is older than what came since; one of the start before says more.
    const { aliveSince } = this.#situation;
    if (aliveSince === undefined) return;
    const made = aliveSince + uptime * 1e6;
    if (at < made) return;
    const refusedBy = (time: number) => this.#refused.filter((each) => each <= time).length;
    const least = refusedBy(made - exactly) + (this.#damaged ? 1 : 0);
    const most = refusedBy(made + exactly) + (this.#doubtful ? slots : 0);
    if (storage >= least && storage <= most) return;
    this.#report(
      `the diagnostics tell ${storage} failures of the storage, it had ${least} to ${most}: ${text}`,
    );
  }
}

const hasRecords = (nvs: NVS): boolean => [...nvs.entries()].some(({ key }) => key.startsWith("alarm"));
