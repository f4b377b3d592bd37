/**
 * What the SDK has no module for: why the chip started, a note that outlives a restart, memory, the watchdog,
 * and why Wi-Fi was refused. The C beside this file is its ESP32 side; simulator/modules/chip.ts and
 * lin/chip.ts answer elsewhere.
 */

/** ESP-IDF's esp_reset_reason_t: 1 power-up, 3 by the program, 4 panic, 5 to 7 watchdogs, 9 brown-out. */
export function resetReason(this: void): number {
  return native("xs_chip_reset_reason").call(this) as number;
}

/** Keeps up to 95 bytes of text through a restart, not through a power cut; flash is not worn. */
export function keepNote(this: void, note: string): void {
  native("xs_chip_keep_note").call(this, note);
}

/** What was kept before the restart; empty where nothing was. It is forgotten then. */
export function takeNote(this: void): string {
  return native("xs_chip_take_note").call(this) as string;
}

/** Restarts the chip at once. */
export function restart(this: void): void {
  native("xs_chip_restart").call(this);
}

/** Bytes of ESP-IDF's heap: free now, and the least that were. Undefined where there is no such heap. */
export function freeHeap(this: void): number | undefined {
  return native("xs_chip_free_heap").call(this) as number | undefined;
}
export function leastFreeHeap(this: void): number | undefined {
  return native("xs_chip_least_free_heap").call(this) as number | undefined;
}

/**
 * Tells the task watchdog that timers run. The first call puts the node under its eyes, beside the SDK's own
 * loop; without CONFIG_ESP_TASK_WDT_EN it does nothing.
 */
export function feedWatchdog(this: void): void {
  native("xs_chip_feed_watchdog").call(this);
}

/**
 * ESP-IDF's wifi_err_reason_t of the last disconnection, 0 for none; it is 0 again then. Call it once after
 * the Wi-Fi interface was made, or it hears of none.
 */
export function takeWiFiReason(this: void): number {
  return native("xs_chip_take_wifi_reason").call(this) as number;
}
