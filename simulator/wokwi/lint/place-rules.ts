/** Where parts are placed: `left`, `top` and `rotate` beside `attrs`. */
import type { Rule } from "./rule.ts";

const coordinates = [
  ["x", "left"],
  ["y", "top"],
] as const;

export const wrongCoordinateNames: Rule = {
  id: "wrong-coord-names",
  severity: "error",
  check({ parts }, tell) {
    for (const { id, properties, attrs } of parts)
      for (const [wrong, right] of coordinates)
        for (const node of [properties.get(wrong), attrs.get(wrong)])
          if (node) tell(node, `part "${id}" has "${wrong}": its place is "${right}", beside "attrs"`);
  },
};

export const misplacedCoordinates: Rule = {
  id: "misplaced-coords",
  severity: "warning",
  check({ parts }, tell) {
    for (const { id, attrs } of parts)
      for (const name of ["top", "left", "rotate"]) {
        const node = attrs.get(name);
        if (node) tell(node, `"${name}" of part "${id}" belongs beside "attrs", not in it`);
      }
  },
};
