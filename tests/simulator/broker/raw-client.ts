/**
 * An MQTT client as thin as can be, over any transport of bytes: it sends what it is told to, right or wrong,
 * and hands out what comes, one packet at a time, as a line of text.
 */
import {
  generate,
  type IConnectPacket,
  type IPublishPacket,
  type Packet,
  parser,
  type QoS,
} from "mqtt-packet";

/** A connection to a broker. */
export interface Transport {
  write(bytes: Uint8Array): void;
  /** Ends without a word of MQTT. */
  close(): void;
  onData: (bytes: Uint8Array) => void;
  onClose: () => void;
}

/** Where a broker is, and how time passes there. */
export interface Site {
  dial(): Transport;
  /** Lets time pass until `met`, or for `milliseconds` at most; returns whether it was met. */
  until(met: () => boolean, milliseconds: number): Promise<boolean>;
}

/** An answer that does not come within this time does not come, in milliseconds. */
const patience = 3_000;
/** How long nothing must come for there to be nothing, in milliseconds. */
const quiet = 60;

export type Will = { topic: string; payload: string; qos?: QoS; retain?: boolean };

export class RawClient {
  readonly id: string;
  readonly #site: Site;
  readonly #transport: Transport;
  readonly #received: Packet[] = [];
  #closed = false;

  constructor(site: Site, id: string) {
    this.id = id;
    this.#site = site;
    this.#transport = site.dial();
    const reader = parser({ protocolVersion: 4 });
    reader.on("packet", (packet) => void this.#received.push(packet));
    reader.on("error", () => void this.#received.push({ cmd: "unreadable" } as never));
    this.#transport.onData = (bytes) => void reader.parse(Buffer.from(bytes));
    this.#transport.onClose = () => {
      this.#closed = true;
    };
  }

  /** Sends bytes as they are, in hexadecimal or not. */
  raw(bytes: string | Uint8Array): this {
    this.#transport.write(typeof bytes === "string" ? Buffer.from(bytes.replaceAll(" ", ""), "hex") : bytes);
    return this;
  }

  send(packet: Packet): this {
    return this.raw(generate(packet));
  }

  connect(options: Partial<IConnectPacket> = {}): this {
    return this.send({ cmd: "connect", clientId: this.id, clean: true, keepalive: 0, ...options });
  }

  /** Connects, and waits for the answer. */
  async enter(options: Partial<IConnectPacket> = {}): Promise<string> {
    return this.connect(options).next();
  }

  publish(topic: string, payload: string, options: Partial<IPublishPacket> = {}): this {
    return this.send({ cmd: "publish", topic, payload, qos: 0, dup: false, retain: false, ...options });
  }

  subscribe(messageId: number, ...filters: [topic: string, qos: QoS][]): this {
    const subscriptions = filters.map(([topic, qos]) => ({ topic, qos }));
    return this.send({ cmd: "subscribe", messageId, subscriptions });
  }

  /** Subscribes, and waits for the answer. */
  async listen(...filters: [topic: string, qos: QoS][]): Promise<string> {
    return this.subscribe(900, ...filters).next();
  }

  unsubscribe(messageId: number, ...unsubscriptions: string[]): this {
    return this.send({ cmd: "unsubscribe", messageId, unsubscriptions });
  }

  /** Sends PUBACK, PUBREC, PUBREL or PUBCOMP. */
  answer(cmd: "puback" | "pubrec" | "pubrel" | "pubcomp", messageId: number): this {
    return this.send({ cmd, messageId } as Packet);
  }

  ping(): this {
    return this.send({ cmd: "pingreq" });
  }

  disconnect(): this {
    return this.send({ cmd: "disconnect" });
  }

  /** Ends the connection without a DISCONNECT. */
  vanish(): void {
    this.#transport.close();
  }

  /** The next packet, `closed`, or `nothing` when none comes in time. */
  async next(milliseconds = patience): Promise<string> {
    await this.#site.until(() => this.#received.length > 0 || this.#closed, milliseconds);
    const packet = this.#received.shift();
    if (packet) return describe(packet);
    return this.#closed ? "closed" : "nothing";
  }

  /** The next so many packets, in the order of their texts: for those that may come in any order. */
  async nextSorted(count: number): Promise<string> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await this.next());
    return lines.sort().join(", ");
  }

  /** `nothing` if nothing comes for a while. */
  nothing(): Promise<string> {
    return this.next(quiet);
  }

  /** `closed`, once the connection is, whatever came before. */
  async closed(milliseconds = patience): Promise<string> {
    await this.#site.until(() => this.#closed, milliseconds);
    return this.#closed ? "closed" : "open";
  }

  /** The identifier of a PUBLISH that waits to be read. */
  async peekId(): Promise<number> {
    await this.#site.until(() => this.#received.length > 0 || this.#closed, patience);
    return this.#received[0]?.messageId ?? 0;
  }
}

/** `publish TOPIC PAYLOAD q1 dup retain`: identifiers of the broker's own choice are left out. */
function describe(packet: Packet): string {
  switch (packet.cmd) {
    case "connack":
      return `connack ${packet.returnCode}${packet.sessionPresent ? " present" : ""}`;
    case "publish": {
      const { topic, payload, qos, dup, retain } = packet;
      return `publish ${topic} ${payload} q${qos}${dup ? " dup" : ""}${retain ? " retain" : ""}`;
    }
    case "suback":
      return `suback ${packet.messageId} ${(packet.granted as number[]).join(" ")}`;
    case "puback":
    case "pubrec":
    case "pubcomp":
    case "unsuback":
      return `${packet.cmd} ${packet.messageId}`;
    default:
      return packet.cmd;
  }
}
