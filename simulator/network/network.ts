/**
 * The network behind the board's Wi-Fi: names, TCP and time. Real sockets in wall-clock time; a simulated
 * network is a second implementation.
 */

/** What happens on a connection; `error` is the last of its events. */
export interface ConnectionListener {
  connected(): void;
  data(bytes: Uint8Array): void;
  /** The peer's system has taken that many of the written bytes. */
  sent(bytes: number): void;
  /** Refused, reset, timed out or closed by the peer. */
  error(cause: string): void;
}

export interface Connection {
  write(bytes: Uint8Array): void;
  /** Stops and resumes reading, so that the board's receive window bounds what is under way. */
  pause(): void;
  resume(): void;
  /** Closes in order. */
  close(): void;
  /** Vanishes without a word to either side, as when the radio is gone. */
  drop(): void;
}

export interface Network {
  /** Calls back with an IPv4 address, or undefined when the name has none. */
  resolve(name: string, done: (address: string | undefined) => void): void;
  connect(address: string, port: number, listener: ConnectionListener): Connection;
  /** Asks a time server; calls back with milliseconds since 1970, or undefined. */
  time(server: string, done: (milliseconds: number | undefined) => void): void;
}
