/** A payload as a reader wants to see it: text as it is, JSON with room, anything else in hexadecimal. */
import { applyEdits, format, type ParseError, parse } from "jsonc-parser";
import { isSafe } from "../lib/safe-text.ts";

export type Payload =
  | { readonly kind: "empty" }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "json"; readonly text: string; readonly value: unknown }
  | { readonly kind: "binary"; readonly hex: string };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    return isSafe(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

export function readPayload(bytes: Uint8Array): Payload {
  if (bytes.length === 0) return { kind: "empty" };
  const text = decode(bytes);
  if (text === undefined) return { kind: "binary", hex: Buffer.from(bytes).toString("hex") };
  if (/^\s*[{[]/.test(text)) {
    const errors: ParseError[] = [];
    const value: unknown = parse(text, errors, { disallowComments: true });
    if (errors.length === 0) return { kind: "json", text, value };
  }
  return { kind: "text", text };
}

/** Longer values are cut, so that one message does not fill the screen. */
const most = 2000;
const cut = (text: string, unit: string): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length} ${unit})`;

/** Numbers stay as they were written: 24.0 is not 24. */
function jsonLines(text: string, width: number): string[] {
  const formatted = applyEdits(text, format(text, undefined, { insertSpaces: true, tabSize: 2, eol: "\n" }));
  const lines = formatted.trim().split("\n");
  const single = lines.map((line) => line.trim()).join(" ");
  return single.length <= width ? [single] : lines;
}

/** @param width characters that one line may have @returns its lines */
export function payloadLines(payload: Payload, width: number): string[] {
  switch (payload.kind) {
    case "empty":
      return ["(vacío)"];
    case "text":
      return cut(payload.text, "caracteres").split(/\r\n?|\n/);
    case "json":
      return payload.text.length > most ? [cut(payload.text, "caracteres")] : jsonLines(payload.text, width);
    case "binary": {
      const bytes = payload.hex.match(/../g)!;
      const shown = bytes.slice(0, 256).join(" ");
      return [`hex ${shown}${bytes.length > 256 ? ` … (${bytes.length} bytes)` : ""}`];
    }
  }
}
