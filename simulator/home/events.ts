/** All that can be seen of a node at home, from its pins to its broker, in the order in which it happens. */
import type { BrokerEvent } from "../broker/events.ts";
import type { Death } from "../engine/deaths.ts";
import type { NetworkEvent } from "../network/simulated-network.ts";
import type { NetState } from "../parts/net.ts";
import type { WritePhase } from "../peripherals/nvs.ts";

export type HomeEvent =
  | { readonly kind: "power"; readonly on: boolean }
  /** The firmware starts: after power-up, or after its end. */
  | { readonly kind: "boot" }
  | { readonly kind: "console"; readonly line: string }
  | { readonly kind: "died"; readonly death: Death }
  /** The firmware had a turn, which took so many computrons. */
  | { readonly kind: "turn"; readonly computrons: number }
  | { readonly kind: "pin"; readonly gpio: number; readonly state: NetState }
  | { readonly kind: "lamp"; readonly part: string; readonly lit: boolean }
  | { readonly kind: "nvs"; readonly phase: WritePhase; readonly domain: string; readonly key: string }
  | { readonly kind: "network"; readonly event: NetworkEvent }
  | { readonly kind: "broker"; readonly event: BrokerEvent }
  /** Something was done to the world from outside: a press, a fault and its end. */
  | { readonly kind: "action"; readonly name: string; readonly detail: string };

/** @param at microseconds of the world */
export type HomeObserver = (event: HomeEvent, at: number) => void;
