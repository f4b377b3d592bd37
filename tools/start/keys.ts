/** The keyboard of `npm start` on a terminal. */
import type { Run } from "./run.ts";

export const keysHelp =
  " space: button · ↑↓: temperature · ←→: humidity · u: sensor on/off · w: Wi-Fi on/off · q: quit ";

const sequence = "\x1b[";
const up = "\x1b[A";
const down = "\x1b[B";
const right = "\x1b[C";
const left = "\x1b[D";

/** Reads keys until `close`; `quit` is called for q, `interrupt` for Ctrl-C. */
export function readKeys(run: Run, quit: () => void, interrupt: () => void): () => void {
  const { stdin } = process;
  const actions: Readonly<Record<string, () => void>> = {
    " ": () => run.press(),
    [up]: () => run.change("temperature", 0.5),
    [down]: () => run.change("temperature", -0.5),
    [right]: () => run.change("humidity", 1),
    [left]: () => run.change("humidity", -1),
    u: () => run.toggleSensor(),
    w: () => run.toggleWiFi(),
    q: quit,
    "\x03": interrupt,
  };
  const onData = (text: string) => {
    for (let rest = text; rest; ) {
      const key = rest.startsWith(sequence) ? rest.slice(0, up.length) : rest.charAt(0);
      actions[key]?.();
      rest = rest.slice(key.length);
    }
  };
  stdin.setRawMode(true).setEncoding("utf8").on("data", onData).resume();
  return () => {
    stdin.off("data", onData).setRawMode(false).pause();
  };
}
