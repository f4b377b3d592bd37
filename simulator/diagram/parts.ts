import type { PartType } from "../parts/part.ts";
import { partTypes } from "../parts/registry.ts";
import type { JsonSource, Node } from "./json-source.ts";
import type { DiagramPart } from "./model.ts";
import { suggest } from "./suggest.ts";

/** The parts of a diagram that could be read. */
export interface PartList {
  readonly list: readonly DiagramPart[];
  /** The types of the parts by their ids; undefined where the type is not known. */
  readonly types: ReadonlyMap<string, PartType | undefined>;
}

/** Reads the `parts` section; what is wrong goes to the source's problems. */
export function readParts(source: JsonSource, root: Node): PartList {
  const section = source.property(root, "parts");
  if (section === undefined) {
    source.fail(root, 'the diagram has no parts; add "parts": [...] with the board and what is on it');
    return { list: [], types: new Map() };
  }
  const list: DiagramPart[] = [];
  const types = new Map<string, PartType | undefined>();
  for (const node of source.elements(section, "parts")) {
    if (!source.isObject(node, "a part")) continue;
    const id = readId(source, node, types);
    const type = readType(source, node);
    if (id === undefined) continue;
    types.set(id, type);
    if (type !== undefined) list.push(readPart(source, node, id, type));
  }
  if (![...types.values()].includes(undefined)) checkBoard(source, section, list);
  return { list, types };
}

function readId(source: JsonSource, part: Node, taken: ReadonlyMap<string, unknown>): string | undefined {
  const node = source.property(part, "id");
  if (node === undefined) {
    source.fail(part, 'this part has no id; add "id": "..." with a name of its own');
    return undefined;
  }
  const id = source.text(node, "a part's id");
  if (id === undefined) return undefined;
  if (id === "" || id.includes(":") || id.startsWith("$")) {
    source.fail(node, `"${id}" cannot be a part's id: it must not be empty, hold ":" or begin with "$"`);
    return undefined;
  }
  if (taken.has(id)) {
    source.fail(node, `the id "${id}" is taken by another part; give this one a name of its own`);
    return undefined;
  }
  return id;
}

function readType(source: JsonSource, part: Node): PartType | undefined {
  const node = source.property(part, "type");
  if (node === undefined) {
    source.fail(part, `this part has no type; ${suggest("", partTypes.keys())}`);
    return undefined;
  }
  const name = source.text(node, "a part's type");
  if (name === undefined) return undefined;
  const type = partTypes.get(name);
  if (type === undefined) source.fail(node, `there is no part "${name}"; ${suggest(name, partTypes.keys())}`);
  return type;
}

function readPart(source: JsonSource, node: Node, id: string, type: PartType): DiagramPart {
  const number = (name: string) => {
    const value = source.property(node, name);
    return (value && source.number(value, `${name} of part "${id}"`)) ?? 0;
  };
  return {
    id,
    type: type.type,
    left: number("left"),
    top: number("top"),
    rotate: number("rotate"),
    hide: source.property(node, "hide")?.value === true,
    attrs: readAttributes(source, node, id, type),
    place: source.problem(node, ""),
  };
}

function readAttributes(
  source: JsonSource,
  part: Node,
  id: string,
  { type, attributes }: PartType,
): Record<string, string> {
  const attrs: Record<string, string> = {};
  const section = source.property(part, "attrs");
  if (section === undefined || !source.isObject(section, `attrs of part "${id}"`)) return attrs;
  for (const [key, value] of source.properties(section)) {
    const name = String(key.value);
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (attribute === undefined) {
      source.warn(key, `${type} has no attribute "${name}"; ${suggest(name, Object.keys(attributes))}`);
    } else if (value.type !== "string" && value.type !== "number") {
      source.fail(value, `${name} of part "${id}" must be text in quotes`);
    } else if (!attribute.accepts(String(value.value))) {
      source.fail(value, `${name} of part "${id}" is "${value.value}"; it must be ${attribute.expected}`);
    } else {
      attrs[name] = String(value.value);
    }
  }
  return attrs;
}

function checkBoard(source: JsonSource, section: Node, parts: readonly DiagramPart[]): void {
  const boards = parts.filter(({ type }) => partTypes.get(type)?.board === true);
  if (boards.length === 1) return;
  const names = [...partTypes.values()].filter(({ board }) => board === true).map(({ type }) => type);
  source.fail(
    section,
    boards.length === 0
      ? `there is no board; add a part of type ${names.join(" or ")}`
      : `there are ${boards.length} boards (${boards.map(({ id }) => id).join(", ")}); keep one`,
  );
}
