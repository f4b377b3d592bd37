import { numberFrom } from "./attribute.ts";
import { type Part, type PartContext, type PartType, RAIL_LEVELS, type Rail } from "./part.ts";

const TYPE = "wokwi-resistor";

/**
 * A resistor. For logic levels it is a wire between its two nets, whatever its value; where one end is on
 * a supply rail it is a pull-up or pull-down on the other.
 * @see https://docs.wokwi.com/parts/wokwi-resistor
 */
export const resistor: PartType = {
  type: TYPE,
  pins: { "1": {}, "2": {} },
  attributes: { value: numberFrom(0, 1e12) },
  create(context) {
    return { id: context.id, type: TYPE, controls: {}, close: connect(context) };
  },
};

/** Puts the resistor to work; returns how to take it out. */
function connect(context: PartContext): Part["close"] {
  const [first, second] = [context.rail("1"), context.rail("2")];
  if (first !== undefined && second !== undefined) return () => {};
  if (first !== undefined) return pullTo(first, context, "2");
  if (second !== undefined) return pullTo(second, context, "1");
  const contact = context.link("1", "2");
  contact.set(true);
  return () => contact.set(false);
}

function pullTo(rail: Rail, context: PartContext, pin: string): Part["close"] {
  const terminal = context.terminal(pin);
  terminal.pull(RAIL_LEVELS[rail] === 1 ? "up" : "down");
  return () => terminal.pull("none");
}
