/**
 * Names for the MQTT client: the system's resolver (lwIP's on the ESP32, with the servers that DHCP gave),
 * where the SDK's own asks 1.1.1.1. A cancelled resolver never calls back, since the client must not be
 * told of an address after it was closed.
 */
import type { ResolveOptions } from "./mqtt-client";

/** Beside `io` in the client's option `dns`. */
export interface ResolverOptions {
  owner: ResolverOwner;
}

export interface ResolverOwner {
  /** Gets the resolver that the client makes, so that it can be cancelled. */
  resolving(resolver: Resolver): void;
  /** The name has no address, or no server answered. */
  unresolved(): void;
}

export default class Resolver {
  readonly #owner: ResolverOwner;
  #cancelled = false;

  constructor({ owner }: ResolverOptions) {
    this.#owner = owner;
    owner.resolving(this);
  }

  resolve({ host, onResolved, onError }: ResolveOptions): void {
    System.resolve(host, (_name: string, address?: string) => {
      if (this.#cancelled) return;
      if (address) {
        onResolved(host, address);
        return;
      }
      this.#owner.unresolved();
      onError();
    });
  }

  cancel(): void {
    this.#cancelled = true;
  }
}
