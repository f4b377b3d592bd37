/** The alarm's state outlives restarts and power cuts; where the storage failed, the node tells. */
import type { HomeEvent } from "../../home/events.ts";
import type { Changes } from "../changes.ts";
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

export class TroubleTold implements Rule {
  readonly name = "trouble-told";
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #report: Report;

  constructor(situation: Situation, changes: Changes, report: Report) {
    this.#situation = situation;
    this.#changes = changes;
    this.#report = report;
  }

  /** Each diagnostics message after a failed write, or after a start with damaged records, counts them. */
  observe(event: HomeEvent): void {
    if (event.kind !== "broker" || event.event.kind !== "publish") return;
    if (event.event.topic !== this.#situation.topic("diagnostico")) return;
    const { trouble } = this.#changes;
    if (trouble === undefined || trouble.boot !== this.#situation.boots) return;
    const diagnostics = JSON.parse(Buffer.from(event.event.payload).toString()) as {
      uptime: number;
      storage: number;
    };
    // One that had to wait for its connection may be older than the failure.
    const made = (this.#situation.aliveSince ?? 0) + diagnostics.uptime * 1e6;
    if (made <= trouble.at || event.event.at < made || diagnostics.storage > 0) return;
    this.#changes.trouble = undefined;
    const what = trouble.damaged ? "the stored records were damaged" : "a write was refused";
    this.#report(`${what}, and the diagnostics do not tell: ${JSON.stringify(diagnostics)}`);
  }
}
