import { numberFrom, text } from "./attribute.ts";
import { Indicator, type IndicatorObserver } from "./indicator.ts";
import type { Control, Part, PartContext, PartType } from "./part.ts";

const TYPE = "wokwi-led";

/** An LED, lit while its anode is high and its cathode low; how bright it would be is not modelled. */
export class Led implements Part {
  readonly id: string;
  readonly type = TYPE;
  readonly controls: Readonly<Record<string, Control>> = {};
  /** The colour of its body, as the diagram names it. */
  readonly color: string;
  readonly label: string;
  readonly #indicator: Indicator;

  constructor(context: PartContext) {
    this.id = context.id;
    this.color = context.attrs.color ?? "red";
    this.label = context.attrs.label ?? "";
    this.#indicator = new Indicator(context.terminal("A"), context.terminal("C"));
  }

  get lit(): boolean {
    return this.#indicator.on;
  }

  /** How many times it went on or off. */
  get changes(): number {
    return this.#indicator.changes;
  }

  /** Calls `observer` with `(lit, at)` on every change; returns how to stop it. */
  onChange(observer: IndicatorObserver): () => void {
    return this.#indicator.observe(observer);
  }

  close(): void {
    this.#indicator.close();
  }
}

/** @see https://docs.wokwi.com/parts/wokwi-led */
export const led: PartType = {
  type: TYPE,
  pins: { A: {}, C: {} },
  attributes: {
    color: text,
    lightColor: text,
    label: text,
    gamma: numberFrom(0, 100),
    flip: text,
    fps: numberFrom(1, 1_000_000),
  },
  create: (context) => new Led(context),
};
