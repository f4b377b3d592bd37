import type { Place, Problem } from "./problems.ts";

/** A part as drawn. */
export interface DiagramPart {
  readonly id: string;
  readonly type: string;
  /** Pixels from the left and from the top. */
  readonly left: number;
  readonly top: number;
  /** Degrees. */
  readonly rotate: number;
  readonly hide: boolean;
  readonly attrs: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** One end of a wire. */
export interface PinEnd {
  readonly part: string;
  readonly pin: string;
}

/** A wire as drawn. */
export interface Connection {
  readonly from: PinEnd;
  readonly to: PinEnd;
  /** A CSS colour; empty for a hidden wire. */
  readonly color: string;
  /** Wokwi's instructions for drawing the wire. */
  readonly steps: readonly string[];
  readonly place: Place;
}

/** A board as drawn in Wokwi, checked: every part, attribute and pin in it is known. */
export interface Diagram {
  readonly file: string;
  readonly author: string;
  readonly parts: readonly DiagramPart[];
  readonly connections: readonly Connection[];
  /** What looks wrong but does no harm. */
  readonly warnings: readonly Problem[];
}

/** The part's name that stands for Wokwi's serial monitor in a connection. */
export const SERIAL_MONITOR = "$serialMonitor";
