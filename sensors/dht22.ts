/**
 * DHT22 (AM2302) temperature and humidity sensor, in ECMA-419's sensor class pattern (chapter 13), asynchronous:
 * it reads by itself at an interval, and tells when there is a sample.
 *
 * The sensor answers with what it measured at the start pulse before, so a sample is one interval old, and
 * the first may be older (AM2302 data sheet, single-bus communication).
 *
 * @see https://www.adafruit.com/datasheets/Digital+humidity+and+temperature+sensor+AM2302.pdf
 */
import Time from "time";
import Timer from "timer";
import { decodeFrame, type FrameError } from "./dht22-frame";

/**
 * From power-up to the first start pulse, and from one to the next, in ms. The data sheet wants 2 s; the
 * sensor's clock may be slow by 1 %.
 */
const Rest = 2020;
/** Low of the start pulse, in us (data sheet: 800 to 20,000, typically 1,000). */
const StartLow = 1100;
/** Falls are recorded for so long, in ms; a frame is over within 6. */
const Window = 12;
const Retries = 2;
const IntervalLeast = 2_000;
const IntervalMost = 86_400_000;
const CountMost = 0x7fffffff;

/** What the driver needs of `pulse-capture` (sensors/esp32/pulse-capture.ts). */
export interface Capture {
  start(low: number, window: number): void;
  close(): void;
}

export interface DHT22Options {
  sensor: {
    io: new (options: { pin: number; onReadable(intervals: Uint16Array): void }) => Capture;
    pin: number;
  };
  /** Kept as the sensor's `target`. */
  target?: unknown;
  /** There is a sample to take. */
  onSample?: (this: DHT22) => void;
  /** A reading failed, and so did its retries; `error` is why the last of them did. */
  onError?: (this: DHT22, error: FrameError) => void;
}

/** ECMA-419: a compound of hygrometer (%RH) and thermometer (°C). */
export interface DHT22Sample {
  hygrometer: { humidity: number };
  thermometer: { temperature: number };
}

/** How often a reading failed, retries included; `not-started` is one that `io` threw at. */
export type ErrorCounts = Record<FrameError | "not-started", number>;

export default class DHT22 {
  readonly errors: ErrorCounts = {
    "no-response": 0,
    truncated: 0,
    checksum: 0,
    timing: 0,
    "out-of-range": 0,
    "not-started": 0,
  };
  readonly #options: DHT22Options;
  #capture: Capture | undefined;
  /** The interval's rhythm. */
  #timer: Timer | undefined;
  /** Within a turn: to a start pulse that has to wait for the sensor's rest. */
  #later: Timer | undefined;
  #sample: DHT22Sample | undefined;
  #retries = 0;
  /** Whether a turn's reading is still awaited, its retries included. */
  #reading = false;
  /** Ticks from which a start pulse is allowed. */
  #readyAt: number;
  /** Ticks of the newest turn, and ms to the next. */
  #turnAt = 0;
  #interval = 0;

  /** @throws what `io` throws, "in use" for one */
  constructor(options: DHT22Options) {
    this.#options = options;
    this.#readyAt = Time.ticks + Rest;
    const { io, pin } = options.sensor;
    this.#capture = new io({ pin, onReadable: (intervals) => this.captured(intervals) });
  }

  get target(): unknown {
    return this.#options.target;
  }

  /**
   * Starts reading: at once if the sensor is ready, then every `interval`. Changes the interval later on,
   * from the next reading, which is brought forward if it was further off than that.
   * @param options.interval whole ms; up to 2,020 the sensor's rest sets the pace
   * @throws RangeError naming the allowed range; Error "closed"
   */
  configure(options: { interval?: number }): void {
    if (!this.#capture) throw new Error("closed");
    const { interval } = options;
    if (interval === undefined) return;
    if (!Number.isInteger(interval) || interval < IntervalLeast || interval > IntervalMost)
      throw new RangeError(`interval: ${IntervalLeast} to ${IntervalMost} ms`);
    const pace = Math.max(interval, Rest);
    if (this.#timer) {
      const due = Time.delta(Time.ticks, this.#turnAt + this.#interval);
      Timer.schedule(this.#timer, Math.min(Math.max(due, 0), pace), pace);
    } else {
      this.#timer = Timer.repeat(() => this.turn(), pace);
      this.turn();
    }
    this.#interval = pace;
  }

  /** The newest sample that was not taken yet, or undefined. */
  sample(): DHT22Sample | undefined {
    const sample = this.#sample;
    this.#sample = undefined;
    return sample;
  }

  /** No callback comes any more. */
  close(): void {
    Timer.clear(this.#timer);
    Timer.clear(this.#later);
    this.#timer = this.#later = undefined;
    this.#capture?.close();
    this.#capture = undefined;
  }

  /** A turn that comes while another's retries go on is left out. */
  private turn(): void {
    const now = Time.ticks;
    this.#turnAt = now;
    if (this.#reading) return;
    this.#reading = true;
    const rest = this.rest(now);
    if (rest > 0) this.startLater(rest);
    else this.start(now);
  }

  /** ms until a start pulse is allowed; ticks come round, so that a long time ago looks like the future. */
  private rest(now: number): number {
    const rest = Time.delta(now, this.#readyAt);
    return rest > 0 && rest <= Rest ? rest : 0;
  }

  private startLater(wait: number): void {
    this.#later = Timer.set(() => {
      this.#later = undefined;
      this.start(Time.ticks);
    }, wait);
  }

  /**
   * An `io` that throws is no reason to restart a device that has other things to do: it is counted, and
   * tried again as a frame that failed; but it is not the sensor's error, and `onError` does not tell of it.
   */
  private start(now: number): void {
    this.#readyAt = now + Rest;
    try {
      this.#capture?.start(StartLow, Window);
    } catch {
      this.failed("not-started");
    }
  }

  private captured(intervals: Uint16Array): void {
    const frame = decodeFrame(intervals);
    if (frame.error !== undefined) {
      if (this.failed(frame.error)) this.#options.onError?.call(this, frame.error);
      return;
    }
    this.#retries = 0;
    this.#reading = false;
    this.#sample = {
      hygrometer: { humidity: frame.humidity },
      thermometer: { temperature: frame.temperature },
    };
    this.#options.onSample?.call(this);
  }

  /** @returns whether the reading is given up */
  private failed(error: keyof ErrorCounts): boolean {
    if (this.errors[error] < CountMost) this.errors[error]++;
    if (this.#retries++ < Retries) {
      this.startLater(this.rest(Time.ticks));
      return false;
    }
    this.#retries = 0;
    this.#reading = false;
    return true;
  }
}
