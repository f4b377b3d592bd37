/**
 * Why there is no secure connection.
 *
 * - `foreign`: the certificate does not come from the configured authority
 * - `name`: it is another server's
 * - `expired`, `early`: its time is over, or has not come
 * - `clock`: the node does not know the time, so it cannot tell
 * - `certificate`: it cannot be read, or is of a kind that is not accepted
 * - `handshake`: the server does not keep to TLS 1.2, wants something else, or hung up
 */
export type RefusalReason = "foreign" | "name" | "expired" | "early" | "clock" | "certificate" | "handshake";

export class Refusal extends Error {
  readonly reason: RefusalReason;

  /** @param detail for the console: what was found */
  constructor(reason: RefusalReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}
