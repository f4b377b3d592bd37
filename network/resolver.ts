/**
 * Names for the MQTT client: the system's resolver (lwIP's on the ESP32, with the servers that DHCP gave),
 * where the SDK's own asks 1.1.1.1. A cancelled resolver never calls back, since the client must not be
 * told of an address after it was closed.
 */
import type { ResolveOptions } from "./mqtt-client";

export interface ResolverOptions {
  /** Gets each resolver that the client makes, so that it can be cancelled. */
  onMade(resolver: Resolver): void;
  /** The name has no address, or no server answered. */
  onFailed(): void;
}

export default class Resolver {
  readonly #options: ResolverOptions;
  #cancelled = false;

  constructor(options: ResolverOptions) {
    this.#options = options;
    options.onMade(this);
  }

  resolve({ host, onResolved, onError }: ResolveOptions): void {
    System.resolve(host, (_name: string, address?: string) => {
      if (this.#cancelled) return;
      if (address) {
        onResolved(host, address);
        return;
      }
      this.#options.onFailed();
      onError();
    });
  }

  cancel(): void {
    this.#cancelled = true;
  }
}
