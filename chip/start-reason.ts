/** Why the node started, from the chip's reset reason and the note that was kept before. Pure. */

export type StartReason =
  | "power"
  | "pin"
  | "asked"
  | "offline"
  | "failure"
  | "watchdog"
  | "brownout"
  | "unknown";

/** Notes before a restart that the node wants; any other is the cause of a failure. */
export const Asked = "asked";
export const Offline = "offline";

export interface Start {
  readonly reason: StartReason;
  /** Of a failure, where it is known: running out of stack leaves no time to note it. */
  readonly cause: string;
}

/** ESP-IDF's esp_reset_reason_t. */
const Software = 3;
const reasons: Readonly<Record<number, StartReason>> = Object.freeze({
  1: "power",
  2: "pin",
  4: "failure",
  5: "watchdog",
  6: "watchdog",
  7: "watchdog",
  9: "brownout",
});

export function startReason(resetReason: number, note: string): Start {
  const byChip = reasons[resetReason];
  if (byChip) return { reason: byChip, cause: byChip === "failure" ? note : "" };
  if (resetReason !== Software) return { reason: "unknown", cause: "" };
  if (note === Asked || note === Offline) return { reason: note, cause: "" };
  return { reason: "failure", cause: note };
}
