/**
 * Every change is acknowledged by the broker, in order, at least once, on both of its topics; none is told that
 * never was. What a failing storage lost must be told.
 */
import type { BrokerEvent } from "../../broker/events.ts";
import type { HomeEvent } from "../../home/events.ts";
import type { Change, Changes } from "../changes.ts";
import { isDated, secondsOf } from "../dates.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** Seconds of peace after which nothing may wait any more. */
const rest = 150;
/** Packet identifiers by messages that the broker took and has not acknowledged. */
type Taken = Map<number, { topic: string; payload: string }>;

export class Delivered implements Rule {
  readonly name = "presses-acknowledged";
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #report: Report;
  readonly #taken: Taken = new Map();
  /** Changes whose state was acknowledged on the alarm's own topic. */
  #states = 0;
  /** Up to here all is settled, on both topics. */
  #settled = 0;
  #told = 0;
  #late = 0;

  constructor(situation: Situation, changes: Changes, report: Report) {
    this.#situation = situation;
    this.#changes = changes;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "broker") this.#broker(event.event);
  }

  tick(at: number): void {
    if (!this.#situation.isQuiet(at, rest)) return;
    this.#skipLost();
    const { all, acknowledged } = this.#changes;
    const waiting = all[acknowledged];
    if (waiting && at - waiting.at > rest * 1e6 && this.#late !== waiting.at) {
      this.#late = waiting.at;
      this.#report(`${named(waiting)} is not acknowledged, though nothing stands in the way`);
    }
    const unsaid = all[this.#states];
    if (!waiting && unsaid && at - unsaid.at > rest * 1e6 && this.#told !== unsaid.at) {
      this.#told = unsaid.at;
      this.#report(`${named(unsaid)} was never acknowledged on the alarm's topic`);
    }
  }

  #broker(event: BrokerEvent): void {
    if (event.kind === "publish" && event.packetId !== undefined)
      this.#taken.set(event.packetId, { topic: event.topic, payload: Buffer.from(event.payload).toString() });
    else if (event.kind === "disconnect") this.#taken.clear();
    else if (event.kind === "ack" && event.packet === "puback") {
      const message = this.#taken.get(event.packetId!);
      this.#taken.delete(event.packetId!);
      if (message?.topic === this.#situation.topic("alarma/historial")) this.#record(message.payload);
      else if (message?.topic === this.#situation.topic("alarma")) this.#state(message.payload);
    }
  }

  #state(payload: string): void {
    const { all } = this.#changes;
    const on = payload === this.#situation.names.alarmOn;
    const from = this.#states;
    for (let next = from; next < all.length; next++) {
      if (all[next]!.on === on) {
        this.#states = next + 1;
        return;
      }
      if (!mayBeMissing(all[next]!)) return;
    }
  }

  #record(payload: string): void {
    const { names } = this.#situation;
    const { alarma, time } = JSON.parse(payload) as { alarma: string; time?: string };
    const on = alarma === names.alarmOn;
    const seconds = secondsOf(time);
    const { all, acknowledged } = this.#changes;
    const isIt = (change: Change) =>
      change.on === on &&
      (seconds === undefined || !isDated(change) || Math.floor(change.date / 1000) === seconds);
    for (let next = acknowledged; next < all.length; next++) {
      const change = all[next]!;
      if (isIt(change)) {
        this.#changes.acknowledged = next + 1;
        return;
      }
      if (!mayBeMissing(change)) break;
    }
    if (all.slice(0, acknowledged).some(isIt)) return;
    const later = all.slice(acknowledged).find(isIt);
    if (later) this.#report(`${named(later)} was acknowledged before ${named(all[acknowledged]!)}`);
    else this.#report(`a change was told that never was: ${payload}`);
  }

  /** What a failing storage lost does not come any more. */
  #skipLost(): void {
    const { all } = this.#changes;
    while (this.#changes.acknowledged < all.length && mayBeMissing(all[this.#changes.acknowledged]!))
      this.#changes.acknowledged++;
    // Which ones were folded cannot be told among so many in the same second: what is retained must do.
    if (all.slice(this.#settled).some(({ foldable }) => foldable))
      this.#states = this.#changes.acknowledged = all.length;
    while (this.#states < this.#changes.acknowledged && mayBeMissing(all[this.#states]!)) this.#states++;
    if (this.#states === all.length && this.#changes.acknowledged === all.length) this.#settled = all.length;
  }
}

const mayBeMissing = ({ foldable, endangered }: Change): boolean => foldable || endangered;

const named = ({ on, at }: Change): string => `the change to ${on ? "on" : "off"} at ${at / 1e6} s`;
