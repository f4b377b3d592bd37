/** The keyboard of `npm start` on a terminal: single keys, and after a colon a line for the node's console. */
import { LineInput } from "./line-input.ts";
import type { Run } from "./run.ts";

export const keysHelp =
  " space: button · ↑↓: temperature · ←→: humidity · u: sensor on/off · w: Wi-Fi on/off · :line: console · q: quit ";

const sequence = "\x1b[";
const up = "\x1b[A";
const down = "\x1b[B";
const right = "\x1b[C";
const left = "\x1b[D";

export interface KeysOptions {
  run: Run;
  /** Shows the line that is being typed; undefined when there is none any more. */
  prompt(line: string | undefined): void;
  /** For q. */
  quit(): void;
  /** For Ctrl-C. */
  interrupt(): void;
}

/** Reads keys until the function that it returns is called. */
export function readKeys({ run, prompt, quit, interrupt }: KeysOptions): () => void {
  const { stdin } = process;
  let input: LineInput | undefined;
  const actions: Readonly<Record<string, () => void>> = {
    " ": () => run.press(),
    [up]: () => run.change("temperature", 0.5),
    [down]: () => run.change("temperature", -0.5),
    [right]: () => run.change("humidity", 1),
    [left]: () => run.change("humidity", -1),
    u: () => run.toggleSensor(),
    w: () => run.toggleWiFi(),
    ":": () => {
      input = new LineInput();
      prompt("");
    },
    q: quit,
    "\x03": interrupt,
  };
  const onKey = (key: string) => {
    if (!input) {
      actions[key]?.();
      return;
    }
    const end = input.take(key);
    if (!end) {
      prompt(input.text);
      return;
    }
    const { text } = input;
    input = undefined;
    prompt(undefined);
    if (end === "send" && text.trim()) run.type(text);
  };
  const onData = (text: string) => {
    for (let rest = text; rest; ) {
      const key = rest.startsWith(sequence)
        ? rest.slice(0, up.length)
        : String.fromCodePoint(rest.codePointAt(0)!);
      onKey(key);
      rest = rest.slice(key.length);
    }
  };
  stdin.setRawMode(true).setEncoding("utf8").on("data", onData).resume();
  return () => {
    stdin.off("data", onData).setRawMode(false).pause();
  };
}
