/** cli-table3 without lines: columns, a heading, two spaces in between. */
import type { TableConstructorOptions } from "cli-table3";

const none = [
  "top",
  "top-mid",
  "top-left",
  "top-right",
  "bottom",
  "bottom-mid",
  "bottom-left",
  "bottom-right",
  "left",
  "left-mid",
  "mid",
  "mid-mid",
  "right",
  "right-mid",
] as const;

export const plainTable: TableConstructorOptions = {
  chars: { ...Object.fromEntries(none.map((name) => [name, ""])), middle: "  " },
  style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
};
