/** Where the wires end. */
import { SERIAL_MONITOR } from "../../diagram/model.ts";
import { suggest } from "../../diagram/suggest.ts";
import { wokwiParts } from "../part-list.ts";
import { isCustomChip, type Rule } from "./rule.ts";

/** A breadboard's holes are too many to list: 63 columns of rows a to j, and rails of 50. */
const hole = /^(?:(?:[1-9]|[1-5]\d|6[0-3])[tb]\.[a-j]|[tb][pn]\.(?:[1-9]|[1-4]\d|50))$/;

function hasPin(type: string, pin: string): boolean {
  if (type.startsWith("wokwi-breadboard")) return hole.test(pin);
  return wokwiParts.get(type)?.pins.includes(pin) ?? true;
}

export const invalidPin: Rule = {
  id: "invalid-pin",
  severity: "error",
  check({ parts, ends }, tell) {
    // Of parts with the same id the first counts.
    const types = new Map(parts.toReversed().map(({ id, type }) => [id, type]));
    for (const { part, pin, node } of ends) {
      const type = types.get(part);
      if (type === undefined || isCustomChip(type) || hasPin(type, pin)) continue;
      const known = type.startsWith("wokwi-breadboard")
        ? "holes are named as 5t.a, rails as tp.1"
        : suggest(pin, wokwiParts.get(type)!.pins);
      tell(
        node,
        pin ? `"${part}" (${type}) has no pin "${pin}"; ${known}` : `"${part}" names no pin; ${known}`,
      );
    }
  },
};

export const missingComponent: Rule = {
  id: "missing-component",
  severity: "error",
  check({ parts, ends }, tell) {
    const known = [...parts.map(({ id }) => id), SERIAL_MONITOR];
    for (const { part, node } of ends)
      if (!known.includes(part)) tell(node, `there is no part "${part}"; ${suggest(part, known)}`);
  },
};
