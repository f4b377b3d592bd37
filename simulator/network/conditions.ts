/** What a simulated network does to its traffic. Every value is read when it is needed: set it at any time. */

/** The board is the client, what listens in the world the server. */
export type Direction = "toServer" | "toClient";

/** Name resolution. */
export interface NameConditions {
  /**
   * `none`: the hosts' addresses. `silence`: no server answers. `unknown`: no such name (NXDOMAIN).
   * `lie`: `address`, whatever the name.
   */
  fault: "none" | "silence" | "unknown" | "lie";
  /** The lie. */
  address: string;
  /** From question to answer, in microseconds. */
  delay: number;
  /** When a question without an answer is given up, in microseconds; Infinity for never. */
  timeout: number;
}

/** Time servers, all alike. */
export interface TimeConditions {
  answers: boolean;
  /** From question to answer, in microseconds. */
  delay: number;
  /** How far the servers are ahead of the world's time, in milliseconds; negative for behind. */
  offset: number;
  /** What is added to `offset` after each answer, in milliseconds: a server whose clock jumps. */
  step: number;
}

export interface Conditions {
  /** One way, in microseconds. */
  latency: number;
  /** Most that a segment may take longer, in microseconds; drawn evenly. The order of bytes is kept. */
  jitter: number;
  /** Of each connection and direction, in bytes per second. */
  bandwidth: number;
  /** Most bytes in a segment; sizes are drawn evenly from 1 to this, without regard to the writes. */
  segment: number;
  /** Probability that a segment is lost, each time it is sent; seen as a stall. */
  loss: number;
  /** What the first retransmission of a segment costs, in microseconds; each further one the double. */
  retransmission: number;
  /** Probability that a segment brings a reset of its connection, at any of its bytes. */
  reset: number;
  /** Every new connection is refused. */
  refuse: boolean;
  /**
   * Nothing departs in a direction, acknowledgements included, and nobody is told. What is under way still
   * arrives; once the hole is gone, TCP's retransmissions bring the rest.
   */
  blackHole: Record<Direction, boolean>;
  /** The receiver's window in each direction, in bytes: lwIP's in ESP-IDF's defaults on the client. */
  window: Record<Direction, number>;
  /** How long a connection is tried that nobody answers, in microseconds. */
  connectTimeout: number;
  /** When a system gives up a connection that no longer acknowledges, in microseconds. */
  giveUp: number;
  names: NameConditions;
  time: TimeConditions;
}

/** A home's network on a good day. */
export function homeNetwork(): Conditions {
  return {
    latency: 5_000,
    jitter: 2_000,
    bandwidth: 1_000_000,
    segment: 1_440,
    loss: 0,
    retransmission: 300_000,
    reset: 0,
    refuse: false,
    blackHole: { toServer: false, toClient: false },
    window: { toServer: 65_535, toClient: 5_760 },
    connectTimeout: 75_000_000,
    giveUp: 900_000_000,
    names: { fault: "none", address: "0.0.0.0", delay: 20_000, timeout: 14_000_000 },
    time: { answers: true, delay: 30_000, offset: 0, step: 0 },
  };
}
