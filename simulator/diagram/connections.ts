import type { JsonSource, Node } from "./json-source.ts";
import { type Connection, type PinEnd, SERIAL_MONITOR } from "./model.ts";
import type { PartList } from "./parts.ts";
import { suggest } from "./suggest.ts";

/** The serial monitor's pins, as a connection names them. */
const SERIAL_PINS = ["RX", "TX"];

/** Reads the `connections` section; what is wrong goes to the source's problems. */
export function readConnections(source: JsonSource, root: Node, parts: PartList): Connection[] {
  const section = source.property(root, "connections");
  if (section === undefined) return [];
  return source.elements(section, "connections").flatMap((node) => {
    const connection = readConnection(source, node, parts);
    return connection === undefined ? [] : [connection];
  });
}

function readConnection(source: JsonSource, node: Node, parts: PartList): Connection | undefined {
  const [fromNode, toNode, colorNode, stepsNode] = source.elements(node, "a connection");
  if (fromNode === undefined || toNode === undefined) {
    if (node.type === "array") {
      source.fail(node, 'this connection lacks an end; write ["part:pin", "part:pin", "color", []]');
    }
    return undefined;
  }
  const from = readEnd(source, fromNode, parts);
  const to = readEnd(source, toNode, parts);
  const color = (colorNode && source.text(colorNode, "a wire's color")) ?? "";
  const steps = stepsNode === undefined ? [] : readSteps(source, stepsNode);
  if (from === undefined || to === undefined) return undefined;
  if (from.part === to.part && from.pin === to.pin) {
    source.fail(node, `${from.part}:${from.pin} is connected to itself; name another pin, or take it out`);
    return undefined;
  }
  return { from, to, color, steps, place: source.problem(node, "") };
}

function readSteps(source: JsonSource, node: Node): string[] {
  return source
    .elements(node, "a wire's steps")
    .flatMap((step) => source.text(step, "a step of a wire, as v10 or h-5,") ?? []);
}

function readEnd(source: JsonSource, node: Node, parts: PartList): PinEnd | undefined {
  const text = source.text(node, "an end of a connection");
  if (text === undefined) return undefined;
  const colon = text.indexOf(":");
  if (colon < 1 || colon === text.length - 1) {
    source.fail(node, `"${text}" leads nowhere; an end of a connection is written "part:pin"`);
    return undefined;
  }
  const [part, pin] = [text.slice(0, colon), text.slice(colon + 1)];
  if (part === SERIAL_MONITOR) return readPin(source, node, { part, pin }, SERIAL_PINS);
  if (!parts.types.has(part)) {
    const known = [...parts.types.keys(), SERIAL_MONITOR];
    source.fail(node, `"${text}": there is no part "${part}"; ${suggest(part, known)}`);
    return undefined;
  }
  const type = parts.types.get(part);
  return type && readPin(source, node, { part, pin }, Object.keys(type.pins));
}

function readPin(source: JsonSource, node: Node, end: PinEnd, known: readonly string[]): PinEnd | undefined {
  if (known.includes(end.pin)) return end;
  const cause = `"${end.part}:${end.pin}": ${end.part} has no pin "${end.pin}"`;
  source.fail(node, `${cause}; ${suggest(end.pin, known)}`);
  return undefined;
}
