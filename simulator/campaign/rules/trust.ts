/** With TLS the node says nothing to a broker before it knows that it is the right one. */
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** When the good certificate begins to be valid (tls/identities/), in microseconds since 1970. */
const validFrom = Date.UTC(2025, 5, 1) * 1000;

interface Met {
  /** Why the node must not trust whom it has met. */
  readonly doubt: string | undefined;
}

export class TrustsNoStranger implements Rule {
  readonly name = "trust";
  readonly #situation: Situation;
  readonly #report: Report;
  readonly #met = new Map<number, Met>();

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    const { home } = this.#situation;
    if (event.kind !== "network" || !home.keysOf) return;
    const { kind, link } = event.event;
    if (kind === "accept") this.#met.set(link.id, { doubt: this.#doubt() });
    else if (kind === "over" && event.event.side === "client") this.#met.delete(link.id);
  }

  tapped({ link, direction, packet }: Tapped): void {
    if (direction === "toClient") return;
    if (packet?.cmd !== "connect") return;
    const doubt = this.#met.get(link)?.doubt;
    if (doubt) this.#report(`the node said CONNECT to a broker whose certificate is ${doubt}`);
    // The clock steps back within a connection: what was trusted is not asked again.
    this.#met.delete(link);
  }

  #doubt(): string | undefined {
    const { broker, board } = this.#situation.home;
    if (broker.identity !== "good") return broker.identity;
    return board.clock < validFrom ? "not valid yet by its clock" : undefined;
  }
}
