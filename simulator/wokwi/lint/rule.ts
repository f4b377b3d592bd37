import type { Node } from "../../diagram/json-source.ts";
import type { Drawing } from "./drawing.ts";

export type Severity = "error" | "warning" | "info";

/** Told what is wrong, and where. */
export type Tell = (at: Node, message: string) => void;

export interface Rule {
  /** As wokwi-cli names it. */
  readonly id: string;
  readonly severity: Severity;
  check(drawing: Drawing, tell: Tell): void;
}

/** Parts that Wokwi takes without knowing them: a project's own chips and boards. */
export const isCustomChip = (type: string): boolean => type.startsWith("chip-");
export const isCustomBoard = (type: string): boolean => type.startsWith("board-");
