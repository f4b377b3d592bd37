/** MQTT as the node's side of the wire sees it: packets when it writes them, and when they have come to it. */
import { type Packet, parser } from "mqtt-packet";
import type { Direction } from "../network/conditions.ts";
import type { NetworkEvent } from "../network/simulated-network.ts";

export interface Tapped {
  readonly link: number;
  readonly direction: Direction;
  /** Undefined for bytes that are no packet; the rest of that direction is not read. */
  readonly packet: Packet | undefined;
  readonly at: number;
}

type Reader = (bytes: Uint8Array, at: number) => void;

export class Wiretap {
  readonly #tapped: (tapped: Tapped) => void;
  readonly #readers = new Map<number, Record<Direction, Reader>>();

  constructor(tapped: (tapped: Tapped) => void) {
    this.#tapped = tapped;
  }

  observe(event: NetworkEvent): void {
    const { kind, link, at } = event;
    if (kind === "connect") {
      this.#readers.set(link.id, {
        toServer: this.#reader(link.id, "toServer"),
        toClient: this.#reader(link.id, "toClient"),
      });
    } else if (kind === "over" && event.side === "client") this.#readers.delete(link.id);
    else if ((kind === "written" || kind === "delivered") && isSeen(kind, event.direction))
      this.#readers.get(link.id)?.[event.direction](event.bytes, at);
  }

  #reader(link: number, direction: Direction): Reader {
    const parse = parser({ protocolVersion: 4 });
    let now = 0;
    let broken = false;
    parse.on("packet", (packet: Packet) => this.#tapped({ link, direction, packet, at: now }));
    parse.on("error", () => {
      if (!broken) this.#tapped({ link, direction, packet: undefined, at: now });
      broken = true;
    });
    return (bytes, at) => {
      now = at;
      if (!broken) parse.parse(Buffer.from(bytes));
    };
  }
}

/** The node writes to the server, and is handed what comes from it. */
const isSeen = (kind: "written" | "delivered", direction: Direction): boolean =>
  (kind === "written") === (direction === "toServer");
