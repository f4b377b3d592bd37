/** Compares what a command prints with what a document shows, but for what differs from run to run. */

const varying: readonly [RegExp, string][] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, "2026-01-01T12:00:00Z"],
  [/\b\d\d:\d\d:\d\d\b/g, "12:00:00"],
  [/\b(publisher|consumer|command|vigia)-[0-9a-f]{6}\b/g, "$1-a1b2c3"],
  [/\bvigia\/[0-9a-f]{6}\b/g, "vigia/a1b2c3"],
  [/(127\.0\.0\.1|localhost):\d+/g, "$1:1883"],
  [/\bVigía \d+\.\d+\.\d+/g, "Vigía 0.1.0"],
  [/^ *\d+\.\d (?=(board|node|mqtt) +│)/, "0.0 "],
  [/ +$/, ""],
];

/** What npm prints before the command itself, and its remarks on its own configuration, are not shown. */
const npms = /^(> .*|npm (warn|notice).*|)$/;

export function normalise(lines: readonly string[]): string[] {
  return lines
    .map((line) => varying.reduce((text, [pattern, constant]) => text.replace(pattern, constant), line))
    .filter((line) => !npms.test(line));
}

/** `npm start` shows three sources whose lines may come in another order. */
const source = (line: string): string => /(board|node|mqtt) +│/.exec(line)?.[1] ?? "";

export const elision = "...";

export interface Difference {
  /** Shown, but not printed. */
  readonly missing?: string;
  /** Printed, but not shown. */
  readonly unexpected?: string;
}

/**
 * @param shown the document's lines @param printed the command's @param ended whether no more will come
 * @returns undefined where they agree
 */
export function difference(
  shown: readonly string[],
  printed: readonly string[],
  ended: boolean,
): Difference | undefined {
  const expected = normalise(shown);
  const actual = normalise(printed);
  if (expected.includes(elision)) {
    const next = new Map<string, number>();
    for (const line of expected) {
      if (line === elision) continue;
      const at = actual.indexOf(line, next.get(source(line)) ?? 0);
      if (at < 0) return { missing: line };
      next.set(source(line), at + 1);
    }
    return undefined;
  }
  for (const [index, line] of expected.entries())
    if (actual[index] !== line)
      return { missing: line, ...(actual[index] !== undefined && { unexpected: actual[index] }) };
  const extra = actual[expected.length];
  return ended && extra !== undefined ? { unexpected: extra } : undefined;
}
