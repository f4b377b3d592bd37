/**
 * TLS without a network, for the stand-in of the SDK's TLS socket: bytes of one side go in, bytes of the other
 * come out.
 */
import type { TLSEnd } from "../tls/session.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";

/**
 * Begins a connection as its client.
 * @param server its name or address
 * @param late is called when output came that no call brought forth
 */
export type TLSClient = (server: string, late: () => void) => TLSEnd;

export class TLSSessions implements Peripheral {
  readonly #client: TLSClient;

  constructor(client: TLSClient) {
    this.#client = client;
  }

  open(channel: Channel): Port {
    let session: TLSEnd | undefined;
    return {
      call: (command, value) => {
        switch (command) {
          case "open":
            session = this.#client(value as string, () => channel.post());
            return undefined;
          case "feed":
            session?.feed(value as Uint8Array);
            return session?.ready;
          case "write":
            session?.write(value as Uint8Array);
            return undefined;
          case "output":
            return session?.output.shift();
          default:
            return session?.data.shift();
        }
      },
      close: () => session?.close(),
    };
  }
}
