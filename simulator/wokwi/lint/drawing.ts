/** A diagram as the rules see it: its parts and wires with their places, however wrong they are. */
import type { JsonSource, Node } from "../../diagram/json-source.ts";

export interface DrawnPart {
  readonly id: string;
  readonly type: string;
  /** The part's own properties, and those in `attrs`, by name. */
  readonly properties: ReadonlyMap<string, Node>;
  readonly attrs: ReadonlyMap<string, Node>;
  readonly node: Node;
}

export interface DrawnEnd {
  readonly part: string;
  readonly pin: string;
  readonly node: Node;
}

export interface Drawing {
  readonly parts: readonly DrawnPart[];
  /** The ends of all connections, in order. */
  readonly ends: readonly DrawnEnd[];
}

/** What cannot be read at all goes to the source's problems. */
export function readDrawing(source: JsonSource): Drawing {
  const { root } = source;
  if (!root || !source.isObject(root, "a diagram")) return { parts: [], ends: [] };
  const section = (name: string) => {
    const node = source.property(root, name);
    return node ? source.elements(node, name) : [];
  };
  return {
    parts: section("parts").flatMap((node) => readPart(source, node) ?? []),
    ends: section("connections").flatMap((node) => readEnds(source, node)),
  };
}

function readPart(source: JsonSource, node: Node): DrawnPart | undefined {
  if (!source.isObject(node, "a part")) return undefined;
  const properties = byName(source, node);
  const text = (name: string) => {
    const value = properties.get(name);
    if (!value) source.fail(node, `this part has no ${name}`);
    return value && source.text(value, `a part's ${name}`);
  };
  const [id, type] = [text("id"), text("type")];
  if (id === undefined || type === undefined) return undefined;
  const attrs = properties.get("attrs");
  return { id, type, properties, attrs: attrs ? byName(source, attrs) : new Map(), node };
}

function readEnds(source: JsonSource, node: Node): DrawnEnd[] {
  const ends = source.elements(node, "a connection").slice(0, 2);
  return ends.flatMap((end) => {
    const text = source.text(end, "an end of a connection");
    if (text === undefined) return [];
    const colon = text.indexOf(":");
    const [part, pin] = colon === -1 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
    return [{ part, pin, node: end }];
  });
}

function byName(source: JsonSource, node: Node): Map<string, Node> {
  return new Map(source.properties(node).map(([key, value]) => [String(key.value), value]));
}
