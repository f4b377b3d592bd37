/** What a broker tells those who watch it. All times are the world's, in microseconds. */
export type QoS = 0 | 1 | 2;

/** An application message. */
export interface Message {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
}

/** A message that the broker took and passes on. `client` is undefined for one injected at the broker. */
export interface Published extends Message {
  readonly dup: boolean;
  /** Undefined at QoS 0. */
  readonly packetId: number | undefined;
  readonly client: string | undefined;
}

type Event =
  | {
      readonly kind: "connect";
      readonly client: string;
      readonly clean: boolean;
      /** A session was resumed. */
      readonly present: boolean;
      /** Seconds; 0 for none. */
      readonly keepAlive: number;
    }
  | { readonly kind: "refused"; readonly client: string | undefined; readonly code: number }
  | ({ readonly kind: "publish" } & Published)
  /** A QoS 2 message came again before its release, and is not passed on again. */
  | { readonly kind: "duplicate"; readonly client: string; readonly packetId: number }
  | {
      readonly kind: "ack";
      readonly client: string;
      readonly packet: "puback" | "pubrec" | "pubcomp" | "suback" | "unsuback" | "pingresp";
      /** Undefined for `pingresp`. */
      readonly packetId: number | undefined;
    }
  | { readonly kind: "subscribe"; readonly client: string; readonly filter: string; readonly granted: number }
  | { readonly kind: "unsubscribe"; readonly client: string; readonly filter: string }
  | ({ readonly kind: "will"; readonly client: string } & Message)
  /** A message for a client was thrown away: its queue is full, or at QoS 0 its connection is. */
  | { readonly kind: "dropped"; readonly client: string; readonly topic: string }
  /** `client` is undefined when it never said who it was. */
  | { readonly kind: "disconnect"; readonly client: string | undefined; readonly reason: string }
  | { readonly kind: "down" | "up" };

export type BrokerEvent = Event & { readonly at: number };
/** An event before its time is put to it. */
export type NewEvent = Event;
