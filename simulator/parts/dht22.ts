import type { Random } from "../world/random.ts";
import type { Scheduled, World } from "../world/world.ts";
import { numberFrom } from "./attribute.ts";
import { choiceControl, numberControl, roundTo } from "./control.ts";
import { type Climate, DATA_BITS, encodeFrame, FRAME_BITS, FRAME_BYTES, frameBits } from "./dht22-frame.ts";
import { type Pulse, TIMING, type WaveformFlaws, waveform } from "./dht22-waveform.ts";
import type { Level, Terminal } from "./net.ts";
import type { Control, Part, PartContext, PartType } from "./part.ts";

const TYPE = "wokwi-dht22";

/** AM2302 data sheet: it is not to be asked within a second of power-up. Microseconds. */
const WAKE_TIME = 1_000_000;
/** AM2302 data sheet: the least time from one read to the next. Microseconds. */
const POLL_INTERVAL = 2_000_000;

const TEMPERATURE = { min: -40, max: 80, decimals: 1 } as const;
const HUMIDITY = { min: 0, max: 100, decimals: 1 } as const;

/** What may be wrong with a sensor; all of these have been met in the field. */
export const DHT22_FAULTS = [
  "none",
  /** Unplugged: it does nothing, and its pull-up is gone with it. */
  "absent",
  /** The line is held low for good. */
  "stuck-low",
  /** The line is held high for good. */
  "stuck-high",
  /** One bit of the data arrives flipped. */
  "corrupt",
  /** The frame ends early. */
  "truncated",
  /** Short glitches in the frame. */
  "noisy",
  /** The measured value no longer changes, until the power is cycled. */
  "frozen",
  /** A clone that sends negative temperatures in two's complement. */
  "twos-complement",
  /** Answers 150 to 200 us after the release, with bits up to 8 % longer. */
  "slow",
  /** The data is right, the checksum is not. */
  "bad-checksum",
] as const;

export type Dht22Fault = (typeof DHT22_FAULTS)[number];

/** The sensor's state of supply: off, in its first second, or ready to be asked. */
type Power = "off" | "asleep" | "awake";

/**
 * A DHT22 (AM2302) on the level of its pulses.
 *
 * As the data sheet has it, a read gives the result of the measurement before: the one made on waking, or
 * at the start before. Asked again sooner than 2 s after the last start, it measures nothing new and
 * counts a violation. It needs VCC high and GND low; its line is an open drain with a pull-up of its own,
 * as on the usual module.
 */
export class Dht22 implements Part {
  /** Called with what each frame is to say, before a fault gets at it. */
  onFrame: ((reading: Climate) => void) | undefined;
  readonly id: string;
  readonly type = TYPE;
  /** `temperature` and `humidity` are Wokwi's; `fault` is this simulator's own. */
  readonly controls: Readonly<Record<"temperature" | "humidity" | "fault", Control>>;
  readonly #world: World;
  readonly #random: Random;
  readonly #vcc: Terminal;
  readonly #line: Terminal;
  readonly #gnd: Terminal;
  readonly #stop: readonly (() => void)[];
  #temperature: number;
  #humidity: number;
  #fault: Dht22Fault = "none";
  #power: Power = "off";
  #measured: Climate | undefined;
  #lowSince: number | undefined;
  #lastStart: number | undefined;
  #answering = false;
  /** The answer under way: what of it has been played, and until when that lasts. */
  #answer: { pulses: readonly Pulse[]; played: number; at: number } = { pulses: [], played: 0, at: 0 };
  /** Waking, or the next edge of an answer. */
  #next: Scheduled | undefined;
  #pollViolations = 0;
  #frames = 0;

  constructor(context: PartContext) {
    this.id = context.id;
    this.#world = context.world;
    this.#random = context.random;
    this.#temperature = roundTo(Number(context.attrs.temperature ?? 24), TEMPERATURE.decimals);
    this.#humidity = roundTo(Number(context.attrs.humidity ?? 40), HUMIDITY.decimals);
    this.#vcc = context.terminal("VCC");
    this.#line = context.terminal("SDA");
    this.#gnd = context.terminal("GND");
    this.controls = this.#makeControls();
    this.#stop = [
      this.#vcc.observeState(() => this.#checkSupply()),
      this.#gnd.observeState(() => this.#checkSupply()),
      this.#line.observe((level, at) => this.#seeLevel(level, at)),
    ];
    this.#checkSupply();
  }

  /** How many times it was asked again within 2 s. */
  get pollViolations(): number {
    return this.#pollViolations;
  }

  /** How many frames it has begun to send. */
  get frames(): number {
    return this.#frames;
  }

  get fault(): Dht22Fault {
    return this.#fault;
  }

  /** Breaks the sensor, or mends it; an answer under way is cut off. Plugging it in again is a power-up. */
  setFault(fault: Dht22Fault): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#lowSince = undefined;
    if (this.#answering) this.#endAnswer();
    this.#checkSupply();
    this.#restLine();
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#switchOff();
    this.#restLine();
  }

  #makeControls(): Dht22["controls"] {
    const name = (control: string) => ({ part: this.id, control });
    return {
      temperature: numberControl(name("temperature"), TEMPERATURE, {
        get: () => this.#temperature,
        set: (value) => {
          this.#temperature = value;
        },
      }),
      humidity: numberControl(name("humidity"), HUMIDITY, {
        get: () => this.#humidity,
        set: (value) => {
          this.#humidity = value;
        },
      }),
      fault: choiceControl(name("fault"), DHT22_FAULTS, {
        get: () => this.#fault,
        set: (fault) => this.setFault(fault),
      }),
    };
  }

  #checkSupply(): void {
    const supplied = this.#fault !== "absent" && this.#vcc.state === "high" && this.#gnd.state === "low";
    if (supplied === (this.#power !== "off")) return;
    if (supplied) this.#switchOn();
    else this.#switchOff();
    this.#restLine();
  }

  #switchOn(): void {
    this.#power = "asleep";
    this.#next = this.#world.schedule(this.#world.now + WAKE_TIME, () => {
      this.#power = "awake";
      this.#measure();
    });
  }

  #switchOff(): void {
    this.#power = "off";
    this.#next?.cancel();
    this.#next = undefined;
    this.#answering = false;
    this.#measured = undefined;
    this.#lastStart = undefined;
    this.#lowSince = undefined;
  }

  /** What the line is like when no answer is under way. */
  #restLine(): void {
    const supplied = this.#power !== "off";
    this.#line.pull(supplied ? "up" : "none");
    if (supplied && this.#fault === "stuck-low") this.#line.drive("low");
    else if (supplied && this.#fault === "stuck-high") this.#line.drive("high");
    else this.#line.drive("released");
  }

  #measure(): void {
    if (this.#fault === "frozen" && this.#measured !== undefined) return;
    this.#measured = { temperature: this.#temperature, humidity: this.#humidity };
  }

  /** Looks for the host's start pulse: a low of the right length, then the release. */
  #seeLevel(level: Level, at: number): void {
    const stuck = this.#fault === "stuck-low" || this.#fault === "stuck-high";
    if (this.#power === "off" || this.#answering || stuck) return;
    if (level === 0) {
      this.#lowSince = at;
      return;
    }
    const width = this.#lowSince === undefined ? 0 : at - this.#lowSince;
    this.#lowSince = undefined;
    const [min, max] = TIMING.hostLow;
    if (this.#power === "awake" && width >= min && width <= max) this.#start(at);
  }

  #start(at: number): void {
    const reading = this.#measured!;
    const tooSoon = this.#lastStart !== undefined && at - this.#lastStart < POLL_INTERVAL;
    this.#lastStart = at;
    if (tooSoon) this.#pollViolations++;
    else this.#measure();
    this.#frames++;
    this.#answering = true;
    this.onFrame?.(reading);
    this.#send(waveform(frameBits(this.#encode(reading)), this.#random, this.#drawFlaws()), at);
  }

  #encode(reading: Climate): Uint8Array {
    const frame = encodeFrame(reading, this.#fault === "twos-complement");
    if (this.#fault === "corrupt") {
      const bit = this.#random.integer(0, DATA_BITS - 1);
      frame[bit >> 3]! ^= 0x80 >> (bit & 7);
    }
    if (this.#fault === "bad-checksum") frame[FRAME_BYTES - 1]! += this.#random.integer(1, 255);
    return frame;
  }

  #drawFlaws(): WaveformFlaws {
    if (this.#fault === "truncated") return { truncateAfter: this.#random.integer(0, FRAME_BITS - 1) };
    return { slow: this.#fault === "slow", noisy: this.#fault === "noisy" };
  }

  /** Plays the pulses one after the other from `at` on, then lets the line rest. */
  #send(pulses: readonly Pulse[], at: number): void {
    this.#answer = { pulses, played: 0, at };
    this.#play();
  }

  /** The next pulse of the answer; one function for all of them, since there are eighty in a read. */
  readonly #play = (): void => {
    const answer = this.#answer;
    const pulse = answer.pulses[answer.played++];
    if (pulse === undefined) {
      this.#endAnswer();
      return;
    }
    this.#line.drive(pulse.low ? "low" : "released");
    answer.at += pulse.width;
    this.#next = this.#world.schedule(answer.at, this.#play);
  };

  /** The host may have pulled the line low meanwhile: its pulse counts from here. */
  #endAnswer(): void {
    this.#next?.cancel();
    this.#next = undefined;
    this.#restLine();
    this.#answering = false;
    this.#lowSince = this.#line.level === 0 ? this.#world.now : undefined;
  }
}

/** @see https://docs.wokwi.com/parts/wokwi-dht22 */
export const dht22: PartType = {
  type: TYPE,
  pins: { VCC: {}, SDA: {}, NC: {}, GND: {} },
  attributes: {
    temperature: numberFrom(TEMPERATURE.min, TEMPERATURE.max),
    humidity: numberFrom(HUMIDITY.min, HUMIDITY.max),
  },
  create: (context) => new Dht22(context),
};
