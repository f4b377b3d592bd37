import { numberFrom, oneOf } from "./attribute.ts";
import { Indicator, type IndicatorObserver } from "./indicator.ts";
import type { Control, Part, PartContext, PartType } from "./part.ts";

const TYPE = "wokwi-buzzer";

/** A buzzer, sounding while pin 2 (+) is high and pin 1 (-) low; its pitch is that of the changes. */
export class Buzzer implements Part {
  readonly id: string;
  readonly type = TYPE;
  readonly controls: Readonly<Record<string, Control>> = {};
  readonly #indicator: Indicator;

  constructor(context: PartContext) {
    this.id = context.id;
    this.#indicator = new Indicator(context.terminal("2"), context.terminal("1"));
  }

  get sounding(): boolean {
    return this.#indicator.on;
  }

  /** How many times it began or ceased to sound. */
  get changes(): number {
    return this.#indicator.changes;
  }

  /** Calls `observer` with `(sounding, at)` on every change; returns how to stop it. */
  onChange(observer: IndicatorObserver): () => void {
    return this.#indicator.observe(observer);
  }

  close(): void {
    this.#indicator.close();
  }
}

/** @see https://docs.wokwi.com/parts/wokwi-buzzer */
export const buzzer: PartType = {
  type: TYPE,
  pins: { "1": {}, "2": {} },
  attributes: { mode: oneOf("smooth", "accurate"), volume: numberFrom(0.01, 1) },
  create: (context) => new Buzzer(context),
};
