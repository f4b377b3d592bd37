/**
 * DHT22 (AM2302) temperature and humidity sensor, in ECMA-419's sensor class pattern, asynchronous: it reads
 * by itself at an interval, and tells when there is a sample.
 *
 * The sensor answers with what it measured at the previous start pulse, so a reading is one interval old.
 * It may not be read in the first 2 s after power-up, nor more often than every 2 s (data sheet, section 7).
 *
 * @see https://www.adafruit.com/datasheets/Digital+humidity+and+temperature+sensor+AM2302.pdf
 */
import Time from "time";
import Timer from "timer";
import { decodeFrame, type FrameError } from "./dht22-frame";

/** Between two start pulses, in ms: the sensor's 2 s, and what its own clock may be slow. */
const Rest = 2100;
/** Low of the start pulse, in us (data sheet: 800 to 20,000, typically 1,000). */
const StartLow = 1100;
/** A frame takes 5 ms; edges are recorded for so long, in ms. */
const Window = 12;
const Retries = 2;
const IntervalLeast = 2000;
const IntervalMost = 86_400_000;

/** What the driver needs of `pulse-capture` (sensors/esp32/pulse-capture.ts). */
export interface Capture {
  start(low: number, window: number): void;
  close(): void;
}

export interface DHT22Options {
  sensor: {
    io: new (options: { pin: number; onReadable(falls: Uint16Array): void }) => Capture;
    pin: number;
  };
  /** There is a sample to take. */
  onSample?: (this: DHT22) => void;
  /** A reading failed, and so did its retries; the last one's error. */
  onError?: (this: DHT22, error: FrameError) => void;
}

/** ECMA-419: a compound of thermometer (°C) and hygrometer (%RH). */
export interface DHT22Sample {
  hygrometer: { humidity: number };
  thermometer: { temperature: number };
}

export type ErrorCounts = Record<FrameError, number>;

export default class DHT22 {
  /** Failed frames, retried ones too. */
  readonly errors: ErrorCounts = {
    "no-response": 0,
    truncated: 0,
    checksum: 0,
    timing: 0,
    "out-of-range": 0,
  };
  readonly #options: DHT22Options;
  readonly #capture: Capture;
  #timer: Timer | undefined;
  #sample: DHT22Sample | undefined;
  #interval = 0;
  #retries = 0;
  /** Ticks from which the sensor may be read. */
  #readyAt: number;
  /** Ticks at which the reading that is under way, or the last one, was due. */
  #dueAt: number;
  #busy = false;

  constructor(options: DHT22Options) {
    this.#options = options;
    this.#readyAt = (Time.ticks + Rest) | 0;
    this.#dueAt = this.#readyAt;
    this.#capture = new options.sensor.io({
      pin: options.sensor.pin,
      onReadable: (falls) => this.#captured(falls),
    });
  }

  /**
   * Starts reading, or reads at another interval from the next reading on.
   * @param options.interval ms between two readings
   * @throws RangeError naming the allowed range
   */
  configure(options: { interval?: number }): void {
    const { interval } = options;
    if (interval === undefined) return;
    if (!(interval >= IntervalLeast && interval <= IntervalMost))
      throw new RangeError(`interval: ${IntervalLeast} to ${IntervalMost} ms`);
    this.#interval = interval;
    if (this.#timer || this.#busy) return;
    this.#dueAt = Time.ticks;
    this.#schedule(this.#dueAt);
  }

  /** The newest sample that was not taken yet, or undefined. */
  sample(): DHT22Sample | undefined {
    const sample = this.#sample;
    this.#sample = undefined;
    return sample;
  }

  close(): void {
    if (this.#timer) Timer.clear(this.#timer);
    this.#timer = undefined;
    this.#capture.close();
  }

  /** At `when`, or as soon after it as the sensor may be read. */
  #schedule(when: number): void {
    const now = Time.ticks;
    const wait = Math.max(Time.delta(now, when), Time.delta(now, this.#readyAt), 0);
    this.#timer = Timer.set(() => {
      this.#timer = undefined;
      this.#busy = true;
      this.#readyAt = (Time.ticks + Rest) | 0;
      this.#capture.start(StartLow, Window);
    }, wait);
  }

  #captured(falls: Uint16Array): void {
    this.#busy = false;
    const frame = decodeFrame(falls);
    if (frame.error) {
      const { error } = frame;
      this.errors[error] = (this.errors[error] + 1) | 0;
      if (this.#retries++ < Retries) this.#schedule(this.#readyAt);
      else {
        this.#next();
        this.#options.onError?.call(this, error);
      }
      return;
    }
    this.#sample = {
      hygrometer: { humidity: frame.humidity },
      thermometer: { temperature: frame.temperature },
    };
    this.#next();
    this.#options.onSample?.call(this);
  }

  /** Keeps the rhythm of the interval; turns that the retries took up are left out. */
  #next(): void {
    this.#retries = 0;
    const late = Time.delta(this.#dueAt, Time.ticks);
    const turns = Math.floor(late / this.#interval) + 1;
    this.#dueAt = (this.#dueAt + turns * this.#interval) | 0;
    this.#schedule(this.#dueAt);
  }
}
