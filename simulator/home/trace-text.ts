/** A trace that a person can read: one line an event, packets decoded, the pins' edges left to the dump. */
import type { Packet } from "mqtt-packet";
import type { BrokerEvent } from "../broker/events.ts";
import type { HomeEvent } from "./events.ts";
import type { Home } from "./home.ts";
import { type Tapped, Wiretap } from "./wiretap.ts";

const arrows = { toServer: "->", toClient: "<-" } as const;

export class TraceText {
  readonly #write: (text: string) => void;
  readonly #start: number;
  readonly #tap: Wiretap;

  /** @param write called with whole lines */
  constructor(home: Home, write: (text: string) => void) {
    this.#write = write;
    this.#start = home.start;
    this.#tap = new Wiretap((tapped) => this.#line(tapped.at, "mqtt", tappedText(tapped)), home.keysOf);
  }

  readonly observe = (event: HomeEvent, at: number): void => {
    if (event.kind === "network") {
      const { kind, link } = event.event;
      if (kind === "over")
        this.#line(
          at,
          "tcp",
          `connection ${link.id}: over for the ${event.event.side}, ${event.event.cause}`,
        );
      else if (kind !== "written" && kind !== "delivered")
        this.#line(at, "tcp", `connection ${link.id} to ${link.address}:${link.port}: ${kind}`);
      this.#tap.observe(event.event);
      return;
    }
    const [source, text] = eventText(event);
    if (text !== undefined) this.#line(at, source, text);
  };

  #line(at: number, source: string, text: string): void {
    this.#write(`${traceLine(at - this.#start, source, text)}\n`);
  }
}

/** @param time microseconds since power-up */
export const traceLine = (time: number, source: string, text: string): string =>
  `${(time / 1e6).toFixed(6).padStart(16)} ${source.padEnd(6)} ${text}`;

/** Where an event comes from, and in words what it is; undefined for what is not shown. */
export const eventText = (event: HomeEvent): [source: string, text: string | undefined] => [
  sources[event.kind],
  describe(event),
];

const sources: Readonly<Record<HomeEvent["kind"], string>> = {
  power: "board",
  boot: "board",
  console: "node",
  died: "board",
  turn: "board",
  pin: "pin",
  lamp: "lamp",
  nvs: "nvs",
  network: "tcp",
  broker: "broker",
  action: "world",
};

/** @returns undefined for what is not shown */
function describe(event: HomeEvent): string | undefined {
  switch (event.kind) {
    case "power":
      return `power ${event.on ? "on" : "off"}`;
    case "boot":
      return "the firmware starts";
    case "console":
      return event.line;
    case "died":
      return `the firmware ended (${event.death.name}): ${event.death.reason}`;
    case "lamp":
      return `${event.part} ${event.lit ? "lit" : "dark"}`;
    case "nvs":
      return event.phase === "written" ? `${event.domain}.${event.key} written` : undefined;
    case "broker":
      return brokerText(event.event);
    case "action":
      return event.detail ? `${event.name}: ${event.detail}` : event.name;
    default:
      return undefined;
  }
}

function brokerText(event: BrokerEvent): string | undefined {
  switch (event.kind) {
    case "connect":
      return `${event.client} is in${event.present ? ", session kept" : ""}`;
    case "refused":
      return `${event.client ?? "a client"} is refused with code ${event.code}`;
    case "will":
      return `the will of ${event.client}: ${event.topic} ${Buffer.from(event.payload)}`;
    case "disconnect":
      return `${event.client ?? "a client"} is gone: ${event.reason}`;
    case "dropped":
      return `a message to ${event.client} on ${event.topic} is dropped`;
    case "down":
    case "up":
      return event.kind;
    default:
      return undefined;
  }
}

export function tappedText({ direction, packet, link }: Tapped): string {
  return `${arrows[direction]} ${packet ? packetText(packet) : "bytes that are no packet"} (connection ${link})`;
}

function packetText(packet: Packet): string {
  const id = packet.messageId === undefined ? "" : ` #${packet.messageId}`;
  const name = packet.cmd.toUpperCase();
  switch (packet.cmd) {
    case "publish":
      return `${name}${id} QoS ${packet.qos}${packet.retain ? " retain" : ""}${packet.dup ? " dup" : ""} ${packet.topic} ${packet.payload}`;
    case "connect":
      return `${name} ${packet.clientId}, keep-alive ${packet.keepalive} s${packet.will ? `, will ${packet.will.topic} ${packet.will.payload}` : ""}`;
    case "connack":
      return `${name} ${packet.returnCode}`;
    case "subscribe":
      return `${name}${id} ${packet.subscriptions.map(({ topic }) => topic).join(", ")}`;
    default:
      return `${name}${id}`;
  }
}
