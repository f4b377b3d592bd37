/**
 * How a board can end. The engine's exit codes (host.h): 40 and up are XS's own abort reasons
 * (xs.h, XS_*_EXIT), 60 and up the virtual board's.
 */
export const deaths = {
  2: "protocol error",
  41: "memory full",
  42: "stack overflow",
  43: "fatal check",
  44: "dead strip",
  45: "unhandled exception",
  46: "not enough keys",
  47: "too much computation",
  48: "unhandled rejection",
  60: "restart",
  61: "no answer",
  62: "module failed to load",
} as const;

/** The firmware asked for it: that is no failure. */
export const restartCode: number = 60;

export type DeathCode = keyof typeof deaths;

/** The end of a board: its exit code, the code's name and the engine's last words. */
export interface Death {
  readonly code: number;
  readonly name: string;
  readonly reason: string;
}

/** Names an exit code; a process that was killed has none of ours. */
export function death(code: number, reason: string): Death {
  return { code, name: deaths[code as DeathCode] ?? `exit code ${code}`, reason };
}
