/** Answers `chip` in Moddable's simulator, a process of the PC: it starts anew without a memory, and has no watchdog. */
import Timer from "timer";

const PowerUp = 1;

export function resetReason(): number {
  return PowerUp;
}

export function keepNote(_note: string): void {}

export function takeNote(): string {
  return "";
}

/** The process ends, as on an exception that nobody catches; whoever started it starts it again. */
export function restart(): void {
  Timer.set(() => {
    throw new Error("restart");
  });
}

export function freeHeap(): undefined {}

export function leastFreeHeap(): undefined {}

export function feedWatchdog(): void {}

export function takeWiFiReason(): number {
  return 0;
}
