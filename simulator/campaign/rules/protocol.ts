/** What MQTT 3.1.1 asks of a client: identifiers that are free, DUP where it belongs, a birth on each connection. */
import type { IPublishPacket } from "mqtt-packet";
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** Messages that may be sent again. */
const remembered = 32;

export class KeepsProtocol implements Rule {
  readonly name = "protocol";
  readonly #situation: Situation;
  readonly #report: Report;
  /** Identifiers that wait for their acknowledgement on this connection. */
  readonly #inFlight = new Set<number>();
  /** What was last sent of the alarm: it may come again, in this order. */
  readonly #sent = new Map<number, string>();
  #resent: number[] = [];
  #first: "connect" | "birth" | undefined = "connect";

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "boot") this.#sent.clear();
    if (event.kind === "network" && event.event.kind === "connect") {
      this.#inFlight.clear();
      this.#resent = [];
      this.#first = "connect";
    }
  }

  tapped({ direction, packet }: Tapped): void {
    if (direction === "toClient") {
      if (packet?.cmd !== "puback" && packet?.cmd !== "suback") return;
      this.#inFlight.delete(packet.messageId!);
      return;
    }
    if (packet === undefined) this.#report("the node sent bytes that are no packet");
    else if (this.#first === "connect") {
      if (packet.cmd !== "connect") this.#report(`the first packet is ${packet.cmd}`); // [MQTT-3.1.0-1]
      this.#first = "birth";
    } else if (packet.cmd === "publish") this.#publish(packet);
    else if (packet.cmd === "subscribe") this.#take(packet.messageId!);
  }

  #publish({ topic, payload, qos, dup, messageId }: IPublishPacket): void {
    if (this.#first === "birth") {
      this.#first = undefined;
      if (topic !== this.#situation.topic("estado")) this.#report(`the first message is to ${topic}`);
    }
    if (qos === 0) {
      if (dup) this.#report("DUP at QoS 0"); // [MQTT-3.3.1-2]
      return;
    }
    const id = messageId!;
    this.#take(id);
    const text = `${topic} ${payload}`;
    if (dup) this.#again(id, text);
    else if (topic.startsWith(this.#situation.topic("alarma"))) {
      this.#sent.delete(id);
      this.#sent.set(id, text);
      if (this.#sent.size > remembered) this.#sent.delete(this.#sent.keys().next().value!);
    }
  }

  #take(id: number): void {
    if (id < 1 || id > 65_535) this.#report(`packet identifier ${id}`); // [MQTT-2.3.1-1]
    if (this.#inFlight.has(id)) this.#report(`packet identifier ${id} is in flight already`); // [MQTT-2.3.1-2]
    this.#inFlight.add(id);
  }

  /** Sent again in the order of the first time [MQTT-4.6.0-1]. */
  #again(id: number, text: string): void {
    const before = this.#sent.get(id);
    const topic = text.slice(0, text.indexOf(" "));
    // What was written into a connection that had ended already was not seen.
    if (before !== undefined && !before.startsWith(`${topic} `))
      this.#report(`DUP on what was not sent before with identifier ${id}: ${text}`); // [MQTT-3.3.1-1]
    const order = [...this.#sent.keys()];
    const place = order.indexOf(id);
    if (this.#resent.some((other) => order.indexOf(other) > place && place >= 0))
      this.#report(`sent again in another order: ${text}`);
    this.#resent.push(id);
  }
}
