/**
 * MQTT as the node's side of the wire sees it: packets when it writes them, and when they have come to it. Of a
 * connection with TLS it has the keys.
 */
import { type Packet, parser } from "mqtt-packet";
import type { Direction } from "../network/conditions.ts";
import type { NetworkEvent } from "../network/simulated-network.ts";
import { TLSError } from "../tls/alert.ts";
import type { TrafficKeys } from "../tls/secrets.ts";
import { TLSTap } from "../tls/tap.ts";

export interface Tapped {
  readonly link: number;
  readonly direction: Direction;
  /** Undefined for bytes that are no packet; the rest of that direction is not read. */
  readonly packet: Packet | undefined;
  readonly at: number;
}

/** A connection's keys, by its number, once they are agreed on. */
export type KeysOf = (link: number) => TrafficKeys | undefined;

type Reader = (bytes: Uint8Array, at: number) => void;

export class Wiretap {
  readonly #tapped: (tapped: Tapped) => void;
  readonly #keysOf: KeysOf | undefined;
  readonly #readers = new Map<number, Record<Direction, Reader>>();

  /** @param keysOf for connections with TLS */
  constructor(tapped: (tapped: Tapped) => void, keysOf?: KeysOf) {
    this.#tapped = tapped;
    this.#keysOf = keysOf;
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
    const keysOf = this.#keysOf;
    const tls = keysOf && new TLSTap(() => keysOf(link)?.[direction]);
    let now = 0;
    let broken = false;
    parse.on("packet", (packet: Packet) => this.#tapped({ link, direction, packet, at: now }));
    const fail = (): void => {
      if (!broken) this.#tapped({ link, direction, packet: undefined, at: now });
      broken = true;
    };
    parse.on("error", fail);
    const clear = (bytes: Uint8Array): readonly Uint8Array[] => {
      try {
        return tls?.read(bytes) ?? [bytes];
      } catch (error) {
        if (!(error instanceof TLSError)) throw error;
        fail();
        return [];
      }
    };
    return (bytes, at) => {
      now = at;
      if (!broken) for (const said of clear(bytes)) parse.parse(Buffer.from(said));
    };
  }
}

/** The node writes to the server, and is handed what comes from it. */
const isSeen = (kind: "written" | "delivered", direction: Direction): boolean =>
  (kind === "written") === (direction === "toServer");
