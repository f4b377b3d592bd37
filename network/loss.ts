import type { RefusalReason } from "./tls/refusal";

/** Why the session has no connection, or the broker does not want one, or is not the right one. */
export type LossReason =
  | RefusalReason
  | "dns"
  | "unreachable"
  | "timeout"
  | "lost"
  | "silent"
  | "wifi"
  | "moved"
  | "protocol"
  | "version"
  | "identifier"
  | "unavailable"
  | "login"
  | "unauthorized";

/** MQTT 3.1.1 table 3.1: the return codes of CONNACK from 1 on. */
const refusals: readonly LossReason[] = Object.freeze([
  "version",
  "identifier",
  "unavailable",
  "login",
  "unauthorized",
]);

/** A certificate that is not trusted will not be trusted in a second either. */
const strangers: readonly LossReason[] = Object.freeze([
  "foreign",
  "name",
  "expired",
  "early",
  "certificate",
]);

/** @param code of a CONNACK, not 0 */
export function refusal(code: number): LossReason {
  return refusals[code - 1] ?? "protocol";
}

/** A broker that refuses will refuse again soon: there is no use in asking at full speed. */
export function isRefusal(reason: LossReason): boolean {
  return refusals.includes(reason) || strangers.includes(reason);
}
