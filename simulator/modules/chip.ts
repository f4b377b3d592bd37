/** Answers `chip` on the virtual board: the contract is chip/esp32/chip.ts. The watchdog is the engine's limits. */
import host, { type Value } from "virtual-board/host";

function ask(...values: Value[]): Value {
  const channel = host.open("chip", () => {});
  try {
    return host.call(channel, ...values);
  } finally {
    host.close(channel);
  }
}

export function resetReason(): number {
  return ask("resetReason") as number;
}

export function keepNote(note: string): void {
  ask("keepNote", note);
}

export function takeNote(): string {
  return ask("takeNote") as string;
}

export function restart(): void {
  host.restart();
}

export function freeHeap(): undefined {}

export function leastFreeHeap(): undefined {}

export function feedWatchdog(): void {}

export function takeWiFiReason(): number {
  return ask("takeWiFiReason") as number;
}
