/**
 * The last words before XS aborts and the chip restarts: an exception or rejection that nobody caught, or no
 * memory left. They are kept for the next start too. The SDK calls `globalThis.abort` where manifest.json
 * defines `xs.abortHook`; returning false would go on with a program in an unknown state.
 */
import { keepNote } from "chip";
import type Console from "./console";

export default function sayAborts(console: Console): void {
  Object.assign(globalThis, {
    abort(reason: string, exception: unknown): boolean {
      const cause =
        exception instanceof Error ? `${reason}, ${exception.name}: ${exception.message}` : reason;
      keepNote(cause);
      console.say(console.texts.failure(cause));
      return true;
    },
  });
}
