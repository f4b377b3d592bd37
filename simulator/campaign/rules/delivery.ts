/**
 * Every change is acknowledged by the broker, in order, at least once, on both of its topics; none is told that
 * never was. What a failing storage lost must be told.
 */
import type { BrokerEvent, Published } from "../../broker/events.ts";
import type { HomeEvent } from "../../home/events.ts";
import type { Change, Changes } from "../changes.ts";
import { isDated, secondsOf } from "../dates.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";
import { Told } from "./told.ts";

/**
 * Seconds of peace on one connection after which nothing may wait any more: an acknowledgement that does not come
 * ends the connection after 20 s (session.ts), and a full journal takes 32 round trips.
 */
export const rest = 60;
/** A CONNECT may reach the broker when the firmware that sent it has ended; in microseconds after the next start. */
const straggling = 60e6;

/** One of the two messages of a change, on this connection. */
interface Message {
  readonly id: number;
  readonly text: string;
  acknowledged: boolean;
}

export class Delivered implements Rule {
  readonly name = "presses-acknowledged";
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #report: Report;
  readonly #told: Told;
  /** The alarm's state, and its record if that came right after it. */
  #state: Message | undefined;
  #record: Message | undefined;
  #connectedAt = 0;

  constructor(situation: Situation, changes: Changes, report: Report) {
    this.#situation = situation;
    this.#changes = changes;
    this.#report = report;
    this.#told = new Told(changes.all);
  }

  observe(event: HomeEvent): void {
    if (event.kind === "broker") this.#broker(event.event);
  }

  tick(at: number): void {
    if (!this.#situation.isQuiet(at, rest)) return;
    const missing = this.#told.settle((change) => at - change.at > rest * 1e6);
    if (missing) {
      this.#report(`${named(missing)} is not acknowledged, though nothing stands in the way`);
      this.#told.giveUp();
    }
    this.#changes.acknowledged = this.#told.count;
  }

  #broker(event: BrokerEvent): void {
    if (!("client" in event) || event.client !== this.#situation.names.client) return;
    if (event.kind === "connect") this.#connected(event.at);
    else if (event.kind === "publish") this.#published(event);
    else if (event.kind === "disconnect") this.#state = this.#record = undefined;
    else if (event.kind === "ack" && event.packet === "puback") this.#acknowledged(event.packetId!);
  }

  #connected(at: number): void {
    const { aliveSince } = this.#situation;
    if (aliveSince === undefined || this.#connectedAt < aliveSince + straggling) this.#told.restarted();
    this.#connectedAt = at;
  }

  /** A change's state goes just before its record. */
  #published({ topic, payload, packetId: id }: Published): void {
    const text = Buffer.from(payload).toString();
    if (topic === this.#situation.topic("alarma/historial")) {
      const state = this.#record ? undefined : this.#state?.text;
      if (state === alarmOf(text)) this.#record = { id: id!, text, acknowledged: false };
      else this.#report(`the record ${text} did not come right after its state`);
    } else if (topic === this.#situation.topic("alarma")) {
      this.#state = { id: id!, text, acknowledged: false };
      this.#record = undefined;
    } else if (!this.#record) this.#state = undefined;
  }

  #acknowledged(id: number): void {
    const [state, record] = [this.#state, this.#record];
    if (state?.id === id) state.acknowledged = true;
    if (record?.id === id) record.acknowledged = true;
    if (!state?.acknowledged || !record?.acknowledged) return;
    this.#state = this.#record = undefined;
    this.#tell(record.text);
  }

  #tell(record: string): void {
    const on = alarmOf(record) === this.#situation.names.alarmOn;
    const seconds = secondsOf((JSON.parse(record) as { time?: string }).time);
    // A message without a date may be older than its change's date, and one with a date younger.
    const fits = (change: Change) =>
      change.on === on &&
      (seconds === undefined || !isDated(change) || Math.floor(change.date / 1000) === seconds);
    if (!this.#told.tell(fits)) this.#deny(record, fits);
    this.#changes.acknowledged = this.#told.count;
  }

  #deny(record: string, fits: (change: Change) => boolean): void {
    const { all } = this.#changes;
    const first = this.#told.count;
    const place = all.findIndex((change, index) => index >= first && fits(change));
    if (place >= 0) {
      this.#report(`${named(all[place]!)} was acknowledged before ${named(all[first]!)}`);
      this.#told.giveUp(place);
    } else if (all.slice(0, first).some(fits))
      this.#report(`a change was told again that was acknowledged: ${record}`);
    else this.#report(`a change was told that never was: ${record}`);
  }
}

const alarmOf = (record: string): string => (JSON.parse(record) as { alarma: string }).alarma;

const named = ({ on, at }: Change): string => `the change to ${on ? "on" : "off"} at ${at / 1e6} s`;
