/** What is held against Wokwi's part list of the parts themselves. */
import { suggest } from "../../diagram/suggest.ts";
import { wokwiParts } from "../part-list.ts";
import { isCustomBoard, isCustomChip, type Rule } from "./rule.ts";

export const duplicateId: Rule = {
  id: "duplicate-id",
  severity: "error",
  check({ parts }, tell) {
    const seen = new Set<string>();
    for (const { id, properties } of parts) {
      if (seen.has(id)) tell(properties.get("id")!, `the id "${id}" is taken by another part`);
      seen.add(id);
    }
  },
};

export const unknownPartType: Rule = {
  id: "unknown-part-type",
  severity: "error",
  check({ parts }, tell) {
    for (const { type, properties } of parts) {
      if (wokwiParts.has(type) || isCustomChip(type) || isCustomBoard(type)) continue;
      const near = suggest(type, wokwiParts.keys());
      const meant = near.startsWith("did you mean") ? `; ${near.slice(0, near.indexOf("?") + 1)}` : "";
      tell(properties.get("type")!, `Wokwi has no part "${type}"${meant}`);
    }
  },
};

export const unsupportedPart: Rule = {
  id: "unsupported-part",
  severity: "info",
  check({ parts }, tell) {
    for (const { type, properties } of parts)
      if (wokwiParts.get(type)?.documented === false)
        tell(properties.get("type")!, `"${type}" has no page in Wokwi's documentation: it may change`);
  },
};

export const invalidAttribute: Rule = {
  id: "invalid-attribute",
  severity: "warning",
  check({ parts }, tell) {
    for (const { id, type, attrs } of parts) {
      const known = wokwiParts.get(type)?.attributes ?? {};
      if (Object.keys(known).length === 0) continue;
      for (const [name, node] of attrs) {
        const values = Object.hasOwn(known, name) ? known[name] : undefined;
        if (!values) tell(node, `${type} has no attribute "${name}"; ${suggest(name, Object.keys(known))}`);
        else if (values.length > 0 && !values.includes(String(node.value)))
          tell(node, `${name} of "${id}" is "${node.value}"; it must be one of ${values.join(", ")}`);
      }
    }
  },
};

export const redundantParts: Rule = {
  id: "redundant-parts",
  severity: "warning",
  check({ parts, ends }, tell) {
    const wired = new Set(ends.map(({ part }) => part));
    const wireless = ["wokwi-text", "wokwi-logo", "wokwi-ir-remote", "wokwi-wifi-ap"];
    for (const { id, type, node } of parts) {
      if (wired.has(id) || wireless.includes(type) || isCustomChip(type)) continue;
      if (!wokwiParts.get(type)?.board) tell(node, `part "${id}" (${type}) is not wired to anything`);
    }
  },
};
