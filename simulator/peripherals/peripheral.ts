/**
 * A peripheral of the ESP32 as the virtual board has it: it answers the channels that the stand-ins of
 * simulator/modules/ open by its name.
 */
import type { Value } from "../engine/frames.ts";

/** The board's end of a channel. */
export interface Channel {
  /** Sends values to the firmware, at the present time, after the turn that is under way. */
  post(...values: Value[]): void;
  /** Sends no values; `delivered` is called just before the firmware is told. */
  notify(delivered: () => void): void;
}

/** What a peripheral does for one channel. */
export interface Port {
  receive?(...values: Value[]): void;
  /** Answers at once. An Error that it throws is thrown in the firmware. */
  call?(...values: Value[]): Value;
  /** The firmware closed the channel, or the power went. */
  close?(): void;
}

export interface Peripheral {
  open(channel: Channel): Port;
  /** The chip restarts; what outlives that stays. */
  reset?(): void;
}
