/** The diagnostics message: JSON with short keys, all counts since the start. */
import type { ErrorCounts } from "../sensors/dht22";

export interface Diagnostics {
  /** Seconds. */
  uptime: number;
  /** dBm, where there is a link. */
  rssi: number | undefined;
  /** Failed frames of the sensor, by kind. */
  sensor: ErrorCounts;
  /** Readings that were replaced before they could be sent. */
  dropped: number;
  /** Alarm changes that were folded. */
  folded: number;
  /** Writes that the storage refused. */
  storage: number;
  /** Connections that were lost or could not be made. */
  losses: number;
  /** Commands that were not obeyed. */
  refused: number;
}

export function diagnosticsMessage(diagnostics: Diagnostics): string {
  return JSON.stringify(diagnostics);
}
