/** With TLS the node says nothing to a broker before it knows that it is the right one. */
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** When the good certificate begins to be valid (tls/identities/), in microseconds since 1970. */
const validFrom = Date.UTC(2025, 5, 1) * 1000;
const early = "not valid yet by its clock";

export class TrustsNoStranger implements Rule {
  readonly name = "trust";
  readonly #situation: Situation;
  readonly #report: Report;
  /** Why the node must not trust whom it has met, by connection. */
  readonly #doubts = new Map<number, string>();

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    const { home } = this.#situation;
    if (event.kind !== "network" || !home.keysOf) return;
    const { kind, link } = event.event;
    const doubt = this.#doubt();
    if (kind === "accept" && doubt) this.#doubts.set(link.id, doubt);
    else if (kind === "over" && event.event.side === "client") this.#doubts.delete(link.id);
  }

  tapped({ link, direction, packet }: Tapped): void {
    if (direction === "toClient" || packet?.cmd !== "connect") return;
    const doubt = this.#doubts.get(link);
    // The clock may have been set right since the connection began.
    if (doubt === undefined || (doubt === early && this.#doubt() !== early)) return;
    this.#report(`the node said CONNECT to a broker whose certificate is ${doubt}`);
  }

  #doubt(): string | undefined {
    const { broker, board } = this.#situation.home;
    if (broker.identity !== "good") return broker.identity;
    return board.clock < validFrom ? early : undefined;
  }
}
