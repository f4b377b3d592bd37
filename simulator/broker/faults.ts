/** What a broker does wrong; every value is read when it is needed: set it at any time. */
export interface BrokerFaults {
  /** Microseconds that PUBACK, PUBREC and PUBCOMP come late; their order is kept. */
  acknowledgeAfter: number;
  /** PUBACK, PUBREC and PUBCOMP are sent twice. */
  acknowledgeTwice: boolean;
  /** Probability that a message is taken and never acknowledged. */
  acknowledgeNever: number;
  /** So many of the next messages are taken and never acknowledged; counts down. */
  acknowledgeNot: number;
  /** CONNECT is refused with this code, 1 to 5; undefined for none. */
  refuse: number | undefined;
  /** TCP connections are accepted, and whatever comes is ignored. */
  silent: boolean;
  /** A client is let in, but not told. */
  swallowConnack: boolean;
  /** Subscriptions are made, but not confirmed. */
  swallowSuback: boolean;
  /** The connection is reset after so many packets from the client, CONNECT included; undefined for never. */
  disconnectAfter: number | undefined;
}

export function noFaults(): BrokerFaults {
  return {
    acknowledgeAfter: 0,
    acknowledgeTwice: false,
    acknowledgeNever: 0,
    acknowledgeNot: 0,
    refuse: undefined,
    silent: false,
    swallowConnack: false,
    swallowSuback: false,
    disconnectAfter: undefined,
  };
}
