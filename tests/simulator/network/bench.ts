/** A network with one server, and clients that note what they are told. */
import { createHash } from "node:crypto";
import type { Conditions } from "../../../simulator/network/conditions.ts";
import type { Link } from "../../../simulator/network/link.ts";
import type { Connection } from "../../../simulator/network/network.ts";
import {
  type NetworkEvent,
  type Peer,
  SimulatedNetwork,
} from "../../../simulator/network/simulated-network.ts";
import { Random } from "../../../simulator/world/random.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";

export const server = { address: "10.0.0.1", port: 80 };
/** Microseconds. */
export const second = 1_000_000;

/** What one side was told. */
export class Ear {
  readonly #chunks: Uint8Array[] = [];
  /** `connected`, and how it ended. */
  readonly told: string[] = [];
  sent = 0;

  hear(bytes: Uint8Array): void {
    if (this.told.at(-1)?.startsWith("over")) throw new Error("bytes after the end");
    this.#chunks.push(Uint8Array.from(bytes));
  }

  over(cause: string): void {
    this.told.push(`over: ${cause}`);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get chunks(): number {
    return this.#chunks.length;
  }
}

export interface Dialled {
  readonly connection: Connection;
  readonly link: Link;
  readonly client: Ear;
  readonly server: Ear;
  /** The server's end, once it has accepted. */
  readonly peer: () => Peer;
}

export class NetworkBench {
  readonly world: VirtualWorld;
  readonly network: SimulatedNetwork;
  readonly #accepted = new Map<number, { ear: Ear; peer?: Peer }>();

  constructor(seed: number | string = 1, conditions: Partial<Conditions> = {}) {
    this.world = new VirtualWorld(seed);
    this.network = new SimulatedNetwork(this.world, { conditions });
    this.network.listen(server.address, server.port, (peer) => {
      const entry = this.#accepted.get(peer.connection)!;
      entry.peer = peer;
      peer.onData = (bytes) => entry.ear.hear(bytes);
      peer.onClose = (cause) => entry.ear.over(cause);
    });
  }

  dial(address = server.address, port = server.port): Dialled {
    const ear = new Ear();
    const connection = this.network.connect(address, port, {
      connected: () => void ear.told.push("connected"),
      data: (bytes) => ear.hear(bytes),
      sent: (count) => {
        ear.sent += count;
      },
      error: (cause) => ear.over(cause),
    });
    const link = [...this.network.links].at(-1)!;
    const entry: { ear: Ear; peer?: Peer } = { ear: new Ear() };
    this.#accepted.set(link.id, entry);
    return { connection, link, client: ear, server: entry.ear, peer: () => entry.peer! };
  }

  /** A connection that is made. */
  connected(): Dialled {
    const dialled = this.dial();
    this.pass(1);
    return dialled;
  }

  pass(seconds: number): void {
    this.world.run(this.world.now + seconds * second);
  }

  forget(): void {
    this.#accepted.clear();
  }
}

/** So many bytes that are never alike for long. */
export function noise(count: number, seed: number | string = 1): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: count }, () => random.integer(0, 255));
}

/** Everything that happened in a network, with its times, as one number. */
export function traceHash(network: SimulatedNetwork): () => string {
  const hash = createHash("sha256");
  network.observe((event: NetworkEvent) => {
    const { kind, link, at } = event;
    hash.update(`${kind} ${link.id} ${at} ${"direction" in event ? event.direction : ""}`);
    if ("bytes" in event) hash.update(event.bytes);
    if (event.kind === "over") hash.update(`${event.side} ${event.cause}`);
  });
  return () => hash.digest("hex");
}
