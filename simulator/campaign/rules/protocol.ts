/** What MQTT 3.1.1 asks of a client: identifiers that are free, DUP where it belongs, a birth on each connection. */
import type { IPublishPacket } from "mqtt-packet";
import type { HomeEvent } from "../../home/events.ts";
import type { Tapped } from "../../home/wiretap.ts";
import type { Situation } from "../situation.ts";
import type { Report, Rule } from "./rule.ts";

/** What the node says when it has written a message, if only into a connection that had ended (console/texts.ts). */
const saidToBeSent = /^MQTT: enviado a (\S+): (.*)$/;
/** What the guard says of an exception, which may have come between the try to send and its first byte. */
const interrupted = /^guard: /;

export class KeepsProtocol implements Rule {
  readonly name = "protocol";
  readonly #situation: Situation;
  readonly #report: Report;
  /** Identifiers that wait for their acknowledgement on this connection. */
  readonly #inFlight = new Set<number>();
  /** The messages of the alarm's last change by identifier: they may come again, in this order. */
  readonly #sent = new Map<number, string>();
  /** Those whose acknowledgement has not come on the connection that they were last sent on. */
  readonly #owed = new Set<number>();
  /** What was said to be sent of the alarm, and was not: it may come with DUP, and be seen for the first time. */
  readonly #unseen = new Set<string>();
  /** A turn was interrupted since the last change was sent: the one after it may have been tried unseen and unsaid. */
  #interrupted = false;
  /** The alarm's last message that was seen, and whether the node has said so. */
  #seen = { id: 0, key: "", said: true };
  #resent: number[] = [];
  #first: "connect" | "birth" | undefined = "connect";

  constructor(situation: Situation, report: Report) {
    this.#situation = situation;
    this.#report = report;
  }

  observe(event: HomeEvent): void {
    if (event.kind === "boot") for (const memory of [this.#sent, this.#owed, this.#unseen]) memory.clear();
    if (event.kind === "console") this.#said(event.line);
    if (event.kind === "network" && event.event.kind === "connect") {
      this.#inFlight.clear();
      this.#resent = [];
      this.#first = "connect";
      if (this.#owed.size > 0) for (const id of this.#sent.keys()) this.#owed.add(id);
    }
  }

  tapped({ direction, packet }: Tapped): void {
    if (direction === "toClient") {
      if (packet?.cmd !== "puback" && packet?.cmd !== "suback") return;
      this.#inFlight.delete(packet.messageId!);
      this.#owed.delete(packet.messageId!);
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
    const key = this.#keyOf(topic, `${payload}`);
    if (dup) this.#again(id, key ?? topic);
    else if (topic === this.#situation.topic("alarma/historial")) this.#change(id, key!);
    if (key) this.#seen = { id, key, said: false };
  }

  #take(id: number): void {
    if (id < 1 || id > 65_535) this.#report(`packet identifier ${id}`); // [MQTT-2.3.1-1]
    if (this.#inFlight.has(id)) this.#report(`packet identifier ${id} is in flight already`); // [MQTT-2.3.1-2]
    this.#inFlight.add(id);
  }

  /** A change's record, right after its state, for the first time: the change before it is acknowledged. */
  #change(id: number, key: string): void {
    if (this.#owed.size > 0) this.#report(`sent before its turn, or again without DUP: ${key}`); // [MQTT-3.3.1-1]
    for (const memory of [this.#sent, this.#owed, this.#unseen]) memory.clear();
    this.#interrupted = false;
    this.#send(this.#seen.id, this.#seen.key);
    this.#send(id, key);
  }

  #send(id: number, key: string): void {
    this.#sent.set(id, key);
    this.#owed.add(id);
  }

  /** Sent again in the order of the first time [MQTT-4.6.0-1]. */
  #again(id: number, key: string): void {
    if (this.#unseen.delete(key) || (this.#interrupted && !this.#sent.has(id))) {
      if (!this.#sent.has(id) && key.startsWith(`${this.#situation.topic("alarma")} `)) {
        this.#sent.clear();
        this.#owed.clear();
      }
      this.#send(id, key);
    } else if (this.#sent.get(id) !== key)
      this.#report(`DUP on what was not sent before with identifier ${id}: ${key}`); // [MQTT-3.3.1-1]
    const order = [...this.#sent.keys()];
    const place = order.indexOf(id);
    if (this.#resent.some((other) => order.indexOf(other) > place && place >= 0))
      this.#report(`sent again in another order: ${key}`);
    this.#resent.push(id);
    this.#owed.add(id);
  }

  #said(line: string): void {
    if (interrupted.test(line)) this.#interrupted = true;
    const [, topic, payload] = saidToBeSent.exec(line) ?? [];
    if (topic === undefined || payload === undefined) return;
    const key = this.#keyOf(topic, payload);
    if (key === undefined) return;
    if (this.#seen.key !== key || this.#seen.said) this.#unseen.add(key);
    else this.#seen.said = true;
  }

  /** Topic and state of a message of the alarm's: a record's date may be known only when it is sent again. */
  #keyOf(topic: string, payload: string): string | undefined {
    if (topic === this.#situation.topic("alarma")) return `${topic} ${payload}`;
    if (topic !== this.#situation.topic("alarma/historial")) return undefined;
    return `${topic} ${(JSON.parse(payload) as { alarma: string }).alarma}`;
  }
}
