/** A rule that must hold at every event of a run. Rules only look: they change nothing in the world. */
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { RuleName } from "./names.ts";

export interface Rule {
  readonly name: RuleName;
  /** @param at microseconds of the world */
  observe?(event: HomeEvent, at: number): void;
  /** MQTT at the node's side of the wire. */
  tapped?(tapped: Tapped): void;
  /** Every ten seconds of the world. */
  tick?(at: number): void;
  /** The run is over. */
  finish?(at: number): void;
}

/** Called when a rule does not hold. */
export type Report = (message: string) => void;
