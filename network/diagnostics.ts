/** The diagnostics message: JSON with short keys, all counts since the start. */
import type { StartReason } from "../chip/start-reason";
import type { ErrorCounts } from "../sensors/dht22";

export interface Diagnostics {
  /** Seconds. */
  uptime: number;
  start: StartReason;
  /** Of a failure before the start. */
  cause: string | undefined;
  /** Bytes of ESP-IDF's heap: free now, and the least that were; where there is such a heap. */
  heap: number | undefined;
  leastHeap: number | undefined;
  /** dBm, where there is a link. */
  rssi: number | undefined;
  /** Failed frames of the sensor, by kind. */
  sensor: ErrorCounts;
  /** Readings that were replaced before they could be sent. */
  dropped: number;
  /** Alarm changes that were folded. */
  folded: number;
  /** Writes that the storage refused, and records that could not be read at the start. */
  storage: number;
  /** Connections that were lost or could not be made. */
  losses: number;
  /** Commands that were not obeyed. */
  refused: number;
}

export function diagnosticsMessage(diagnostics: Diagnostics): string {
  return JSON.stringify(diagnostics);
}
