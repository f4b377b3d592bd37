import type { Random } from "../world/random.ts";
import type { World } from "../world/world.ts";
import type { Attribute } from "./attribute.ts";
import type { Level, Link, Terminal } from "./net.ts";

/** A value of a part that a person, a scenario or a test may read and set while the board runs. */
export interface Control {
  get(): number | string;
  /** @throws RangeError naming the part, the control and the allowed values. */
  set(value: number | string): void;
}

/** A simulated part on the board. */
export interface Part {
  /** The part's id in the diagram. */
  readonly id: string;
  /** The part's type in the diagram, as "wokwi-dht22". */
  readonly type: string;
  readonly controls: Readonly<Record<string, Control>>;
  /** Drops what the part has scheduled and lets go of its pins. */
  close(): void;
}

/** A supply rail; its nets are driven to a level for good. */
export type Rail = "GND" | "3V3" | "5V";

/** The level a rail holds; 3.3 V and 5 V are both high. */
export const RAIL_LEVELS: Readonly<Record<Rail, Level>> = { GND: 0, "3V3": 1, "5V": 1 };

/** What a pin of a part is inside: an ESP32's GPIO, a supply rail, or neither. */
export interface Pin {
  readonly gpio?: number;
  readonly rail?: Rail;
}

/** What a part is given to build itself from. */
export interface PartContext {
  readonly id: string;
  /** The attributes the diagram gives, checked against {@link PartType.attributes}. */
  readonly attrs: Readonly<Record<string, string>>;
  readonly world: World;
  /** A stream of chance of this part alone. */
  readonly random: Random;
  /** A new terminal on the net that one of the part's pins stands on. */
  terminal(pin: string): Terminal;
  /** The supply rail a pin of the part is wired to, if any. */
  rail(pin: string): Rail | undefined;
  /** A contact between the nets of two of the part's pins, open at first. */
  link(a: string, b: string): Link;
}

/** What is known of a type of part: the diagram is checked against it, the circuit is built from it. */
export interface PartType {
  readonly type: string;
  /** Whether this is the board with the ESP32, of which a diagram has exactly one. */
  readonly board?: boolean;
  readonly pins: Readonly<Record<string, Pin>>;
  /** Pairs of pins that are one piece of metal inside the part. */
  readonly joined?: readonly (readonly [string, string])[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  create(context: PartContext): Part;
}
