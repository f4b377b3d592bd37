/** How the consumer shows messages: a line for each, one JSON object for each, or a drawing. */
import pc from "picocolors";
import { safeText } from "../lib/safe-text.ts";
import type { Message } from "../lib/subscriber.ts";
import { payloadLines, readPayload } from "./payload.ts";

export interface MessageView {
  show(message: Message, at: Date): void;
  /** Something about the connection. */
  say(line: string): void;
  close(): void;
}

const two = (number: number) => String(number).padStart(2, "0");
/** Local time, as the reader's own clock has it. */
export const clock = (at: Date): string =>
  `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;

/** Characters for the payload beside time and topic. */
const jsonWidth = 100;

export class MessageLines implements MessageView {
  readonly #write: (text: string) => void;
  readonly #say: (line: string) => void;
  readonly #colour: ReturnType<typeof pc.createColors>;

  constructor(write: (text: string) => void, colours: boolean, say = (line: string) => write(`${line}\n`)) {
    this.#write = write;
    this.#say = say;
    this.#colour = pc.createColors(colours);
  }

  show({ topic, payload, retain }: Message, at: Date): void {
    const c = this.#colour;
    const [first, ...others] = payloadLines(readPayload(payload), jsonWidth);
    const retained = retain ? c.dim(" (retenido)") : "";
    this.#write(`${c.dim(clock(at))}  ${c.green(safeText(topic))}  ${c.bold(first!)}${retained}\n`);
    for (const line of others) this.#write(`          ${c.bold(line)}\n`);
  }

  say(line: string): void {
    this.#say(line);
  }

  close(): void {}
}

/** `payload` where it is text, else `hex`; what is said of the connection goes to standard error. */
export class MessageJSON implements MessageView {
  readonly #write: (text: string) => void;
  readonly #say: (line: string) => void;

  constructor(write: (text: string) => void, say: (line: string) => void) {
    this.#write = write;
    this.#say = say;
  }

  show({ topic, payload, qos, retain }: Message, at: Date): void {
    const read = readPayload(payload);
    const content =
      read.kind === "binary" ? { hex: read.hex } : { payload: read.kind === "empty" ? "" : read.text };
    this.#write(`${JSON.stringify({ time: at.toISOString(), topic, ...content, qos, retain })}\n`);
  }

  say(line: string): void {
    this.#say(line);
  }

  close(): void {}
}
