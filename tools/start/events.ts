import type { HomeState } from "./home-state.ts";

/** What happens in a run; a view shows it. `at` is in seconds since the power was switched on. */
export type RunEvent =
  | { event: "broker"; at: number; url: string; embedded: boolean; topic: string }
  | { event: "boot"; at: number }
  | { event: "console"; at: number; line: string }
  | { event: "message"; at: number; topic: string; payload: string; qos: number; retain: boolean }
  | { event: "press"; at: number }
  /** A line was typed on the node's console; `command` is its first word. */
  | { event: "type"; at: number; command: string }
  | { event: "lamp"; at: number; part: string; lit: boolean }
  | { event: "control"; at: number; part: string; control: string; value: number | string }
  | { event: "died"; at: number; code: number; name: string; reason: string }
  /** In virtual time only: how all stands where a replay was to end. */
  | ({ event: "state"; at: number } & HomeState)
  | {
      event: "end";
      at: number;
      readings: number;
      messages: number;
      restarts: number;
      /** In virtual time only: a hash over all that happened, and the engine's work. */
      trace?: string;
      computrons?: number;
    };

export interface View {
  show(event: RunEvent): void;
  /** Shows a line that is being typed; undefined when there is none any more. */
  prompt?(line: string | undefined): void;
  close(): void;
}

/** One JSON object a line, for scripts. */
export class JSONView implements View {
  readonly #write: (text: string) => void;
  constructor(write: (text: string) => void) {
    this.#write = write;
  }
  show(event: RunEvent): void {
    this.#write(`${JSON.stringify(event)}\n`);
  }
  close(): void {}
}
