/** No reading that the sensor did not have, none told twice, none missing in peace, none asked for too soon. */
import type { HomeEvent } from "../../home/events.ts";
import { Dates, isDated, type Stamp, secondsOf } from "../dates.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** A frame that the sensor answered with, and when the firmware must have read it. */
interface Frame extends Stamp {
  readonly values: string;
  readonly at: number;
}

/** From the sensor's answer to the end of its capture (sensors/dht22.ts), in microseconds. */
const captured = 12_000;
/** Readings wait in the history for so long at most, in microseconds, with room. */
const kept = 3 * 3600e6;
/** Dates in messages are whole seconds, moved by whole seconds. */
const tolerance = 2;

export class TrueReadings implements Rule {
  readonly name = "true-readings";
  readonly #situation: Situation;
  readonly #dates: Dates;
  readonly #report: Report;
  #frames: Frame[] = [];
  #violations = 0;
  #lastLive = 0;

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#dates = new Dates(situation.home);
    this.#report = report;
    const { sensor, world } = situation.home;
    if (!sensor) return;
    sensor.onFrame = ({ temperature, humidity }) => {
      const values = `${temperature.toFixed(1)} ${humidity.toFixed(1)}`;
      this.#frames.push({ values, at: world.now, ...this.#dates.stamp(situation.boots, captured) });
    };
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind === "turn") this.#update(at);
    if (event.kind !== "broker" || event.event.kind !== "publish") return;
    const { topic, payload } = event.event;
    const live = topic === this.#situation.topic("clima");
    if (!live && topic !== this.#situation.topic("clima/historial")) return;
    if (live) this.#lastLive = at;
    this.#told(Buffer.from(payload).toString());
  }

  tick(at: number): void {
    this.#frames = this.#frames.filter((frame) => at - frame.at < kept);
    const violations = this.#situation.home.sensor?.pollViolations ?? 0;
    if (violations > this.#violations) this.#report("the sensor was asked again within 2 s");
    this.#violations = violations;
    this.#checkFlow(at);
  }

  /** A frame that is still being captured gets its date after a step of the clock, if that came in between. */
  #update(at: number): void {
    const waiting = this.#frames.at(-1);
    const underWay = waiting && at < waiting.at + captured && isDated(waiting) ? waiting : undefined;
    const step = this.#dates.update(this.#situation.boots, this.#frames);
    if (underWay) underWay.date += step;
  }

  #told(payload: string): void {
    const { temp, humidity, time } = JSON.parse(payload) as { temp: number; humidity: number; time?: string };
    const values = `${temp.toFixed(1)} ${humidity.toFixed(1)}`;
    const seconds = secondsOf(time);
    const index = this.#frames.findIndex(
      (frame) =>
        frame.values === values &&
        (seconds === undefined || !isDated(frame) || Math.abs(frame.date / 1000 - seconds) <= tolerance),
    );
    if (index >= 0) this.#frames.splice(index, 1);
    else this.#report(`the sensor had no such reading: ${payload}`);
  }

  /** In peace, and with a sensor that works, readings keep coming. */
  #checkFlow(at: number): void {
    const { interval } = this.#situation.names;
    const patience = 3 * interval * 1e6 + 10e6;
    if (!this.#situation.isQuiet(at, 120) || this.#situation.isUnder("sensor")) return;
    const since = Math.max(this.#lastLive, this.#situation.sensorFaultAt + patience);
    if (at - since > patience) {
      this.#report(
        `no reading for ${Math.round((at - this.#lastLive) / 1e6)} s, though nothing stands in the way`,
      );
      this.#lastLive = at;
    }
  }
}
