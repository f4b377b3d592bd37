/** A DHT22's driver on a bench: a capture that answers as a case wants, and a transcript of what it saw. */
import Time from "time";
import Timer from "timer";
import DHT22, { type Capture, type DHT22Options } from "../../../sensors/dht22";
import { fallsOf, frameOf, intervalsOf, readingFalls } from "./falls";

/** Falls that are each an error. */
export const broken = {
  "no-response": new Uint16Array(0),
  truncated: readingFalls(400, 240).slice(0, 20),
  checksum: fallsOf([1, 2, 3, 4, 5]),
  timing: new Uint16Array(64).map((_, i) => 30 + 3 * i),
  "out-of-range": fallsOf(frameOf(2000, 240)),
} as const;

export type Broken = keyof typeof broken;
/** `-` is a reading, `!` a capture that does not start; else an error. */
export type Answer = Broken | "-" | "!";

export class Bench {
  /** Milliseconds since the driver was made, one for each start pulse. */
  readonly starts: number[] = [];
  readonly errors: string[] = [];
  /** Milliseconds from each sample to the next, and the sample. */
  readonly samples: string[] = [];
  readonly #madeAt = Time.ticks;
  /** What is answered next, and then for good. */
  answers: Answer[] = [];
  always: Answer = "-";
  closed = false;
  pulses = "";
  /** Whether `onSample` leaves the sample where it is. */
  leaves = false;
  onCaptured: (() => void) | undefined;
  readonly driver: DHT22;

  constructor(options: Partial<DHT22Options> = {}) {
    const bench = this;
    class BenchCapture implements Capture {
      readonly #onReadable: (intervals: Uint16Array) => void;
      #busy = false;

      constructor({ pin, onReadable }: { pin: number; onReadable(intervals: Uint16Array): void }) {
        if (pin !== 15) throw new Error("invalid pin");
        this.#onReadable = onReadable;
      }

      start(low: number, window: number): void {
        if (bench.closed) throw new Error("closed");
        if (this.#busy) throw new Error("busy");
        bench.pulses = `${low} us, ${window} ms`;
        bench.starts.push(bench.now);
        const answer = bench.answers.shift() ?? bench.always;
        if (answer === "!") throw new Error("no timer");
        this.#busy = true;
        Timer.set(
          () => {
            if (bench.closed) return;
            this.#busy = false;
            const falls = answer === "-" ? readingFalls(400, bench.starts.length) : broken[answer];
            this.#onReadable(intervalsOf(falls));
            bench.onCaptured?.();
          },
          Math.ceil(low / 1000) + window,
        );
      }

      close(): void {
        bench.closed = true;
      }
    }
    this.driver = new DHT22({
      sensor: { io: BenchCapture, pin: 15 },
      onSample() {
        if (!bench.leaves) bench.take();
      },
      onError: (error) => void this.errors.push(error),
      ...options,
    });
  }

  /** Milliseconds since the driver was made. */
  get now(): number {
    return Time.delta(this.#madeAt);
  }

  /** Takes the sample; the temperature's tenths are the number of the start that it answers. */
  take(): void {
    const sample = this.driver.sample();
    this.samples.push(sample ? `${sample.thermometer.temperature} ${sample.hygrometer.humidity}` : "none");
  }

  /** Least time between two starts. */
  get least(): number {
    const { starts } = this;
    return starts.reduce((least, at, i) => (i ? Math.min(least, at - starts[i - 1]!) : least), Infinity);
  }
}

export const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    Timer.set(() => resolve(), milliseconds);
  });
