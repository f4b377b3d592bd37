/**
 * Packet identifiers, 1 to 65,535 [MQTT-2.3.1-1]. The SDK's client counts on without a bound, and 65,536
 * would be 0 on the wire.
 */
export default class PacketIds {
  #last = 0;

  /** @param busy whether an identifier is in flight: it is passed over */
  next(busy?: (id: number) => boolean): number {
    do this.#last = this.#last === 65535 ? 1 : this.#last + 1;
    while (busy?.(this.#last));
    return this.#last;
  }
}
