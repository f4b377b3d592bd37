/**
 * Wokwi's published part list: which parts there are, their pins and attributes.
 * @see https://github.com/wokwi/wokwi-cli/tree/main/packages/diagram-lint (0.1.1, June 2026), the facts of
 * src/registry/parts; the boards' pins come from https://wokwi.github.io/wokwi-boards/boards.json
 */
import { readFileSync } from "node:fs";

export interface WokwiPart {
  readonly pins: readonly string[];
  /** The values that an attribute may have, by its name; none where any will do. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  readonly board: boolean;
  /** Whether Wokwi's documentation has a page on it. */
  readonly documented: boolean;
}

interface Entry {
  /** Separated by commas: some hold spaces. */
  readonly pins: string;
  readonly attrs?: Readonly<Record<string, readonly string[]>>;
  readonly board?: boolean;
  readonly documented?: boolean;
}

const entries = JSON.parse(readFileSync(new URL("part-list.json", import.meta.url), "utf8")) as Record<
  string,
  Entry
>;

/** Wokwi's parts by their type. */
export const wokwiParts: ReadonlyMap<string, WokwiPart> = new Map(
  Object.entries(entries).map(([type, { pins, attrs = {}, board = false, documented = false }]) => [
    type,
    { pins: pins.split(",").filter(Boolean), attributes: attrs, board, documented },
  ]),
);
