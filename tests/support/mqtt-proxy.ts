/**
 * A proxy on loopback between the node and a broker: it knows every packet both ways, and can cut the
 * connection, or keep the broker's bytes back, at any of them.
 */
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Packet, parser } from "mqtt-packet";

export type Direction = "node" | "broker";
/** What becomes of the connection at a packet. */
export type Verdict = "pass" | "cut" | "hold";

export interface ProxiedPacket {
  /** Who sent it. */
  from: Direction;
  packet: Packet;
}

export class MQTTProxy {
  /** Where the connections go; may be changed between two. */
  target: number;
  readonly packets: ProxiedPacket[] = [];
  /** Payloads that the broker has acknowledged on a topic, in the order of the acknowledgements. */
  readonly acknowledged: { topic: string; payload: string; dup: boolean }[] = [];
  /** Asked for each packet; "hold" keeps back all that the broker says from then on. */
  judge: (packet: ProxiedPacket) => Verdict = () => "pass";
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.target = target;
    server.on("connection", (node) => this.#join(node));
  }

  /** @param port where it listens; 0 for a free one */
  static async start(target: number, port = 0): Promise<MQTTProxy> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, "127.0.0.1", resolve);
    });
    return new MQTTProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** Resolves when what is asked holds; checked at each packet. */
  async until(holds: () => boolean, what: string, patience = 20_000): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited ${patience} ms in vain until ${what}`));
      }, patience);
      this.#waiting.add(check);
    });
  }

  /** Cuts all connections that are open, without a word of MQTT. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #join(node: Socket): void {
    this.connections++;
    const broker = connect(this.target, "127.0.0.1");
    const sent = new Map<number, { topic: string; payload: string; dup: boolean }>();
    let held = false;
    const end = () => {
      node.destroy();
      broker.destroy();
    };
    for (const socket of [node, broker]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true).on("error", end);
      socket.on("close", () => {
        this.#sockets.delete(socket);
        end();
      });
    }
    const watch = (from: Direction, source: Socket, other: Socket) => {
      const parse = parser({ protocolVersion: 4 });
      let verdict: Verdict = "pass";
      parse.on("packet", (packet) => {
        this.packets.push({ from, packet });
        if (packet.cmd === "publish" && from === "node" && packet.qos === 1)
          sent.set(packet.messageId!, {
            topic: packet.topic,
            payload: packet.payload.toString(),
            dup: packet.dup,
          });
        const asked = this.judge({ from, packet });
        if (asked !== "pass") verdict = asked;
        if (packet.cmd === "puback" && from === "broker" && asked === "pass" && !held) {
          const publish = sent.get(packet.messageId!);
          if (publish) this.acknowledged.push(publish);
        }
      });
      source.on("data", (data) => {
        parse.parse(data);
        if (verdict === "cut") end();
        else if (verdict === "hold") held = true;
        if (verdict !== "cut" && !(held && from === "broker")) other.write(data);
        for (const wake of [...this.#waiting]) wake();
      });
    };
    watch("node", node, broker);
    watch("broker", broker, node);
  }
}
