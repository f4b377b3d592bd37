/**
 * Checks a diagram as Wokwi's own lint does: by the same rules, under the same names, against the same part
 * list; and with the line and column that it lacks.
 * @see https://docs.wokwi.com/wokwi-ci/cli-usage (linting diagrams)
 */
import { JsonSource } from "../../diagram/json-source.ts";
import type { Problem } from "../../diagram/problems.ts";
import { invalidPin, missingComponent } from "./connection-rules.ts";
import { readDrawing } from "./drawing.ts";
import {
  duplicateId,
  invalidAttribute,
  redundantParts,
  unknownPartType,
  unsupportedPart,
} from "./part-rules.ts";
import { misplacedCoordinates, wrongCoordinateNames } from "./place-rules.ts";
import type { Rule, Severity } from "./rule.ts";

export interface Finding extends Problem {
  readonly rule: string;
  readonly severity: Severity;
}

export const rules: readonly Rule[] = [
  duplicateId,
  invalidPin,
  missingComponent,
  unknownPartType,
  invalidAttribute,
  misplacedCoordinates,
  redundantParts,
  wrongCoordinateNames,
  unsupportedPart,
];

/** @returns all that was found, in the order of the file */
export function lintDiagram(text: string, file: string): Finding[] {
  const source = new JsonSource(text, file);
  const drawing = readDrawing(source);
  const findings: Finding[] = source.problems.map((problem) => ({
    ...problem,
    rule: "json-parse",
    severity: "error",
  }));
  for (const { id, severity, check } of rules)
    check(drawing, (at, message) => findings.push({ ...source.problem(at, message), rule: id, severity }));
  return findings.sort((a, b) => a.line - b.line || a.column - b.column);
}
