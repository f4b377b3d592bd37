import { readFileSync } from "node:fs";
import { readConnections } from "./connections.ts";
import { JsonSource, type Node } from "./json-source.ts";
import type { Diagram } from "./model.ts";
import { readParts } from "./parts.ts";
import { DiagramError } from "./problems.ts";

export type { Connection, Diagram, DiagramPart, PinEnd } from "./model.ts";
export { DiagramError, formatProblem, type Problem } from "./problems.ts";

/**
 * Reads a diagram.
 * @param file the name to use in errors
 * @throws DiagramError with all that is wrong with it
 * @see https://docs.wokwi.com/diagram-format
 */
export function parseDiagram(text: string, file = "diagram.json"): Diagram {
  const source = new JsonSource(text, file);
  throwProblems(source);
  const { root } = source;
  if (root === undefined || !source.isObject(root, "a diagram")) {
    if (root === undefined) source.fail(0, 'the file is empty; a diagram begins with {"version": 1, ...}');
    throw errorOf(source);
  }
  checkVersion(source, root);
  const author = source.property(root, "author");
  const parts = readParts(source, root);
  const connections = readConnections(source, root, parts);
  throwProblems(source);
  return {
    file,
    author: author === undefined ? "" : String(author.value),
    parts: parts.list,
    connections,
    warnings: source.warnings,
  };
}

/**
 * Reads a diagram from a file.
 * @throws DiagramError with all that is wrong with it
 */
export function readDiagram(file: string): Diagram {
  return parseDiagram(readFileSync(file, "utf8"), file);
}

function checkVersion(source: JsonSource, root: Node): void {
  const version = source.property(root, "version");
  if (version === undefined) source.fail(root, 'the diagram has no version; add "version": 1');
  else if (version.value !== 1) source.fail(version, "only diagrams of version 1 are known");
}

function throwProblems(source: JsonSource): void {
  if (source.problems.length > 0) throw errorOf(source);
}

function errorOf(source: JsonSource): DiagramError {
  const [first, ...others] = source.problems;
  return new DiagramError([first!, ...others]);
}
