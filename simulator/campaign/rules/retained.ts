/** What a subscriber finds at the broker: the lamp's state, and whether the node is there. */
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Changes } from "../changes.ts";
import type { Situation } from "../situation.ts";
import { rest } from "./delivery.ts";
import type { Report, Rule } from "./rule.ts";

export class RetainedTruth implements Rule {
  readonly name = "retained-state";
  readonly #situation: Situation;
  readonly #changes: Changes;
  readonly #report: Report;

  constructor(situation: Situation, changes: Changes, report: Report) {
    this.#situation = situation;
    this.#changes = changes;
    this.#report = report;
  }

  observe(event: HomeEvent, at: number): void {
    if (event.kind === "broker") {
      const { event: it } = event;
      if (it.kind === "publish" && this.#isLate(at)) this.#check();
      else if (it.kind === "will") {
        const status = this.#retained("estado");
        if (status !== "offline") this.#report(`after its will the node's state is ${status}, not offline`);
      }
    }
  }

  tapped({ packet }: Tapped): void {
    if (packet?.cmd !== "connect") return;
    const { will } = packet;
    const text = will && `${will.topic} ${will.payload}, QoS ${will.qos}${will.retain ? ", retained" : ""}`;
    const wanted = `${this.#situation.topic("estado")} offline, QoS 1, retained`;
    if (text !== wanted) this.#report(`CONNECT has the will ${text}, not ${wanted}`);
  }

  tick(at: number): void {
    if (this.#isLate(at)) this.#check();
  }

  #isLate(at: number): boolean {
    const change = this.#changes.all.at(-1);
    return this.#situation.isQuiet(at, rest) && (!change || at - change.at > rest * 1e6);
  }

  #check(): void {
    const { alarmOn, alarmOff } = this.#situation.names;
    const wanted = this.#changes.on ? alarmOn : alarmOff;
    const alarm = this.#retained("alarma");
    if (alarm !== wanted) this.#report(`retained is ${alarm}, while the lamp says ${wanted}`);
    const status = this.#retained("estado");
    if (status !== "online") this.#report(`the node is connected, and its state is ${status}`);
  }

  #retained(name: string): string | undefined {
    const message = this.#situation.home.broker.retained(this.#situation.topic(name));
    return message && Buffer.from(message.payload).toString();
  }
}
