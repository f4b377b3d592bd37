/** What a kind of fault is: where it acts, what it takes, and how it is begun and ended. */
import type { Firmware } from "../../firmware/firmware.ts";
import type { Home } from "../../home/home.ts";
import type { Random } from "../../world/random.ts";

export type Parameters = Readonly<Record<string, number | string | boolean>>;

/** What a fault acts on. */
export interface Scene {
  readonly home: Home;
  readonly firmware: Firmware;
  readonly random: Random;
}

export interface FaultKind {
  readonly name: string;
  /** In a few words, for the report. */
  readonly what: string;
  /** Two faults with the same one never overlap. */
  readonly place:
    | "hand"
    | "line"
    | "connections"
    | "names"
    | "time"
    | "wifi"
    | "acknowledgements"
    | "admission"
    | "broker"
    | "sensor"
    | "button"
    | "commands"
    | "power"
    | "storage"
    | "tls";
  /** Least and most seconds that it lasts; 0 and 0 for what is over at once. */
  readonly lasts: readonly [least: number, most: number];
  /** How often it is drawn, beside the others; 1 if not given. */
  readonly weight?: number;
  draw(random: Random): Parameters;
  /** @returns how it ends; nothing for what is over at once */
  begin(scene: Scene, parameters: Parameters): (() => void) | undefined;
}

/** For kinds without parameters. */
export const nothing = (): Parameters => ({});
