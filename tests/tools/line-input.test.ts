/** The line that is typed after a colon in `npm start`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LineInput } from "../../tools/start/line-input.ts";

const cases: [name: string, keys: string[], end: string | undefined, text: string][] = [
  ["a line", [..."wifi q u ", "ñ", "🏠", "\r"], "send", "wifi q u ñ🏠"],
  ["backspace takes a character back", [..."añ🏠", "\x7f", "\x08", "\n"], "send", "a"],
  ["backspace on an empty line ends it", ["a", "\x7f", "\x7f"], "cancel", ""],
  ["Ctrl-U empties it", [..."abc", "\x15", "d"], undefined, "d"],
  ["escape ends it", [..."abc", "\x1b"], "cancel", "abc"],
  ["Ctrl-C ends it", ["\x03"], "cancel", ""],
  ["arrows are left out", ["a", "\x1b[A", "b"], undefined, "ab"],
  ["an empty line", ["\r"], "send", ""],
];
for (const [name, keys, end, text] of cases)
  test(name, () => {
    const input = new LineInput();
    let ended: string | undefined;
    for (const key of keys) ended = input.take(key);
    assert.equal(ended, end);
    assert.equal(input.text, text);
  });
