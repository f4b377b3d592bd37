/** TLS in front of a server in the simulated network: what serves behind it hears and says all in the clear. */
import type { Peer } from "../network/simulated-network.ts";
import type { Random } from "../world/random.ts";
import type { Identity } from "./identity.ts";
import type { TrafficKeys } from "./secrets.ts";
import { ServerSession } from "./server.ts";

export interface SecuredOptions {
  readonly identity: Identity;
  readonly random: Random;
  /** For whoever may listen in. */
  readonly onKeys?: (keys: TrafficKeys) => void;
}

/** A client's connection, in the clear. `peer` is its own from now on. */
export function secured(peer: Peer, { identity, random, onKeys }: SecuredOptions): Peer {
  const session = new ServerSession(identity, random);
  const flush = (): void => {
    for (const bytes of session.output.splice(0)) peer.write(bytes);
  };
  const clear: Peer = {
    connection: peer.connection,
    get unacknowledged() {
      return peer.unacknowledged;
    },
    onData: () => {},
    onClose: () => {},
    /** What is written before there is TLS goes as it is: only faults do that. */
    write(bytes) {
      if (session.ready) session.write(bytes);
      else peer.write(bytes);
      flush();
    },
    close() {
      session.close();
      flush();
      peer.close();
    },
    reset: () => peer.reset(),
  };
  let told = false;
  const tellKeys = (): void => {
    if (told || !session.keys) return;
    told = true;
    onKeys?.(session.keys);
  };
  const end = (cause: string): void => {
    peer.close();
    clear.onClose(cause);
  };
  peer.onClose = (cause) => clear.onClose(cause);
  peer.onData = (bytes) => {
    let failure: Error | undefined;
    try {
      session.feed(bytes);
    } catch (error) {
      failure = error as Error;
    }
    tellKeys();
    flush();
    for (const data of session.data.splice(0)) clear.onData(data);
    if (failure) end(`TLS: ${failure.message}`);
    else if (session.ended) end("TLS: closed");
  };
  return clear;
}
