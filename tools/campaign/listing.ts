/** All that a campaign draws from and watches, as text. */
import { handKinds } from "../../simulator/campaign/faults/hand.ts";
import { faultKinds } from "../../simulator/campaign/faults/table.ts";
import { ruleNames } from "../../simulator/campaign/rules/names.ts";
import { variations } from "../../simulator/campaign/variations.ts";
import { defects } from "../../tests/campaign/defects.ts";

type Row = readonly [name: string, what: string];

const spoken = ([least, most]: readonly [number, number]): string =>
  most === 0 ? "at once" : least === most ? `${least} s` : `${least} to ${most} s`;

function section(title: string, rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${title}\n${rows.map(([name, what]) => `  ${name.padEnd(width)}  ${what}\n`).join("")}`;
}

export function listing(): string {
  const kinds = [...faultKinds.values(), ...handKinds.values()];
  return [
    section(
      "Faults and touches",
      kinds.map(({ name, what, place, lasts }) => [name, `${what} (${place}, ${spoken(lasts)})`]),
    ),
    section(
      "Variations",
      variations.map(({ name, what, chance }) => [name, `${what} (${100 * chance} % of seeds)`]),
    ),
    section("Rules", Object.entries(ruleNames)),
    section(
      "Defects",
      defects.map(({ name, what, rule }) => [name, `${what} (${rule})`]),
    ),
  ].join("\n");
}
