import type { Random } from "../world/random.ts";
import type { Scheduled, World } from "../world/world.ts";
import { oneOf, text } from "./attribute.ts";
import { numberControl } from "./control.ts";
import type { Link } from "./net.ts";
import type { Control, Part, PartContext, PartType } from "./part.ts";

const TYPE = "wokwi-pushbutton";

/** How a contact bounces: so many edges, spread over so many microseconds. */
export interface Bounce {
  readonly minEdges: number;
  readonly maxEdges: number;
  readonly span: number;
}

/** As Wokwi has it: 10 to 100 edges within about 1 ms (Horowitz and Hill). */
export const BOUNCE: Bounce = { minEdges: 10, maxEdges: 100, span: 1000 };

/** A push button: contact 1 meets contact 2 while it is pressed, after some bouncing. */
export class PushButton implements Part {
  readonly id: string;
  readonly type = TYPE;
  readonly controls: Readonly<Record<"pressed", Control>>;
  readonly label: string;
  /** From the next press or release on. */
  bounce: Bounce = BOUNCE;
  readonly #world: World;
  readonly #random: Random;
  readonly #contact: Link;
  readonly #bounces: boolean;
  #pressed = false;
  #nextEdge: Scheduled | undefined;

  constructor(context: PartContext) {
    this.id = context.id;
    this.label = context.attrs.label ?? "";
    this.#world = context.world;
    this.#random = context.random;
    this.#contact = context.link("1.l", "2.l");
    this.#bounces = context.attrs.bounce !== "0";
    this.controls = {
      pressed: numberControl(
        { part: this.id, control: "pressed" },
        { min: 0, max: 1, decimals: 0 },
        { get: () => (this.#pressed ? 1 : 0), set: (value) => this.#move(value === 1) },
      ),
    };
  }

  /** Whether a finger is on it; the contact may still be bouncing. */
  get pressed(): boolean {
    return this.#pressed;
  }

  press(): void {
    this.#move(true);
  }

  release(): void {
    this.#move(false);
  }

  close(): void {
    this.#nextEdge?.cancel();
    this.#pressed = false;
    this.#contact.set(false);
  }

  #move(pressed: boolean): void {
    if (pressed === this.#pressed) return;
    this.#pressed = pressed;
    this.#nextEdge?.cancel();
    if (this.#bounces) this.#bounce();
    else this.#contact.set(pressed);
  }

  /** The first edge comes at once, the last leaves the contact where the finger wants it. */
  #bounce(): void {
    const start = this.#world.now;
    const times = this.#drawTimes(this.#drawEdges() - 1);
    const edge = () => {
      const time = times.shift();
      this.#nextEdge = time === undefined ? undefined : this.#world.schedule(start + time, edge);
      this.#contact.set(!this.#contact.closed);
    };
    edge();
  }

  /** How many edges: odd if the contact has to change, even if an interrupted bounce left it there already. */
  #drawEdges(): number {
    const parity = this.#contact.closed === this.#pressed ? 0 : 1;
    const { minEdges, maxEdges } = this.bounce;
    const edges = this.#random.integer(minEdges, maxEdges);
    if (edges % 2 === parity) return edges;
    return edges === maxEdges ? edges - 1 : edges + 1;
  }

  /** Different whole microseconds after the first edge, in order. */
  #drawTimes(count: number): number[] {
    const times = new Set<number>();
    while (times.size < count) times.add(this.#random.integer(1, this.bounce.span));
    return [...times].sort((a, b) => a - b);
  }
}

/** @see https://docs.wokwi.com/parts/wokwi-pushbutton */
export const pushButton: PartType = {
  type: TYPE,
  pins: { "1.l": {}, "2.l": {}, "1.r": {}, "2.r": {} },
  joined: [
    ["1.l", "1.r"],
    ["2.l", "2.r"],
  ],
  attributes: { color: text, label: text, key: text, xray: text, bounce: oneOf("0", "1", "") },
  create: (context) => new PushButton(context),
};
