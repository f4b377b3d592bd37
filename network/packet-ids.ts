/**
 * Packet identifiers, 1 to 65,535 [MQTT-2.3.1-1]. The SDK's client counts on without a bound, and 65,536
 * would be 0 on the wire.
 */
export default class PacketIds {
  #last = 0;

  next(): number {
    this.#last = this.#last === 65535 ? 1 : this.#last + 1;
    return this.#last;
  }
}
