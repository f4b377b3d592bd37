/** Temperature and humidity as they come, drawn in the terminal. */
import pc from "picocolors";
import plot from "simple-ascii-chart";
import type { Message } from "../lib/subscriber.ts";
import { readPayload } from "./payload.ts";
import { clock, type MessageView } from "./views.ts";

interface Reading {
  readonly at: Date;
  readonly temperature: number;
  readonly humidity: number;
}

/** The course's keys. */
function readingOf(message: Message, at: Date): Reading | undefined {
  const payload = readPayload(message.payload);
  if (payload.kind !== "json") return undefined;
  const { temp, humidity } = payload.value as { temp?: unknown; humidity?: unknown };
  if (!Number.isFinite(temp) || !Number.isFinite(humidity)) return undefined;
  return { at, temperature: temp as number, humidity: humidity as number };
}

/** A drawing has room for so many readings; the oldest go. */
const most = 120;
const height = 6;

export interface PlotOptions {
  write(text: string): void;
  /** Is it redrawn in place? Otherwise it is drawn once, at the end. */
  live: boolean;
  colours: boolean;
  /** Characters of a line. */
  width: number;
}

const tooNarrow = 30;

function chart(
  title: string,
  values: readonly number[],
  width: number,
  colour: "ansiRed" | "ansiBlue" | undefined,
) {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const room = greatest - least < 1 ? 0.5 : 0;
  return plot(
    values.map((value, index) => [index, value] as [number, number]),
    {
      title,
      width: Math.max(tooNarrow, width - 12),
      height,
      yRange: [least - room, greatest + room],
      hideXAxisTicks: true,
      formatter: (value, { axis }) => (axis === "y" ? value.toFixed(1) : ""),
      ...(colour && { color: colour }),
    },
  )
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line !== "");
}

export class Plot implements MessageView {
  readonly #options: PlotOptions;
  readonly #topics = new Map<string, Reading[]>();
  #latest = "";
  #status = "";
  #drawn = 0;

  constructor(options: PlotOptions) {
    this.#options = options;
  }

  show(message: Message, at: Date): void {
    const reading = readingOf(message, at);
    if (!reading) return;
    const readings = this.#topics.get(message.topic) ?? [];
    readings.push(reading);
    if (readings.length > most) readings.shift();
    this.#topics.set(message.topic, readings);
    this.#latest = message.topic;
    if (this.#options.live) this.#draw();
  }

  say(line: string): void {
    this.#status = line;
    if (this.#options.live) this.#draw();
    else this.#options.write(`${line}\n`);
  }

  close(): void {
    if (!this.#options.live) this.#draw();
  }

  /** The lines of the drawing: of the topic that was heard last. */
  lines(): string[] {
    const { width, colours } = this.#options;
    const readings = this.#topics.get(this.#latest);
    const last = readings?.at(-1);
    if (!readings || !last) return ["Aún no ha llegado ninguna lectura."];
    const of = (key: "temperature" | "humidity") => readings.map((reading) => reading[key]);
    return [
      `${this.#latest}, ${readings.length} ${readings.length === 1 ? "lectura" : "lecturas"}, de ${clock(readings[0]!.at)} a ${clock(last.at)}`,
      "",
      ...chart(
        `Temperatura: ${last.temperature.toFixed(1)} °C`,
        of("temperature"),
        width,
        colours ? "ansiRed" : undefined,
      ),
      "",
      ...chart(
        `Humedad: ${last.humidity.toFixed(1)} %`,
        of("humidity"),
        width,
        colours ? "ansiBlue" : undefined,
      ),
    ];
  }

  #draw(): void {
    const { write, live, colours } = this.#options;
    const status = live && this.#status ? [pc.createColors(colours).dim(this.#status)] : [];
    const lines = [...status, ...this.lines()];
    const back = live && this.#drawn ? `\x1b[${this.#drawn}A\x1b[0J` : "";
    write(`${back}${lines.join("\n")}\n`);
    this.#drawn = lines.length;
  }
}
