/**
 * One line an event: the node's console and the broker's messages, told apart by a prefix. On a terminal
 * with colours and a line at the bottom that says what the keys do.
 */
import pc from "picocolors";
import { restartCode } from "../../simulator/engine/deaths.ts";
import { safeText } from "../lib/safe-text.ts";
import type { RunEvent, View } from "./events.ts";

export interface LineViewOptions {
  write(text: string): void;
  colours: boolean;
  /** Kept on the screen's last line; undefined where there are no keys. */
  help?: string;
}

const timeWidth = 7;
const restLine = "\r\x1b[2K";

export class LineView implements View {
  readonly #options: LineViewOptions;
  readonly #colour: ReturnType<typeof pc.createColors>;
  #prompt: string | undefined;

  constructor(options: LineViewOptions) {
    this.#options = options;
    this.#colour = pc.createColors(options.colours);
    this.#help();
  }

  show(event: RunEvent): void {
    const line = this.#line(event);
    if (line === undefined) return;
    const { write, help } = this.#options;
    write(`${help ? restLine : ""}${this.#colour.dim(event.at.toFixed(1).padStart(timeWidth))} ${line}\n`);
    this.#help();
  }

  close(): void {
    if (this.#options.help) this.#options.write(restLine);
  }

  /** Shows a line that is being typed, in the place of what the keys do. */
  prompt(line: string | undefined): void {
    this.#prompt = line;
    this.#options.write(restLine);
    this.#help();
  }

  #help(): void {
    const { write, help } = this.#options;
    if (help) write(this.#prompt === undefined ? this.#colour.dim(help) : `:${this.#prompt}`);
  }

  #line(event: RunEvent): string | undefined {
    const c = this.#colour;
    const board = c.dim("board │");
    switch (event.event) {
      case "broker":
        return `${board} ${event.embedded ? "embedded broker" : "broker"} ${c.bold(event.url)}, topic ${c.bold(event.topic)}`;
      case "boot":
        return `${board} power-up or restart: the firmware starts`;
      case "console":
        return `${c.cyan("node  │")} ${event.line}`;
      case "message":
        return `${c.green("mqtt  │")} ${safeText(event.topic)} ${c.bold(safeText(event.payload))}${event.retain ? c.dim(" (retained)") : ""}`;
      case "press":
        return `${board} the button is pressed`;
      case "type":
        return `${board} typed on the console: ${event.command}`;
      case "lamp":
        return `${board} ${event.part} ${event.lit ? c.yellow("● lit") : "○ dark"}`;
      case "control":
        return `${board} ${event.part} ${event.control} = ${event.value}`;
      case "died":
        if (event.code === restartCode) return `${board} the node restarts itself`;
        return c.red(`board │ the firmware ended (${event.name}): ${event.reason}; the chip restarts`);
      case "state":
        return stateLines(event)
          .map((line) => `${board} ${line}`)
          .join(`\n${" ".repeat(timeWidth)} `);
      case "end": {
        const trace = event.trace ? `, ${event.computrons} computrons, trace ${event.trace}` : "";
        return `${board} end: ${event.readings} readings, ${event.messages} messages, ${event.restarts} restarts${trace}`;
      }
    }
  }
}

/** One line a kind of thing. */
function stateLines({ event: _event, at: _at, ...state }: RunEvent & { event: "state" }): string[] {
  return Object.entries(state).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${JSON.stringify(value)}`],
  );
}
