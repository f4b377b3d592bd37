/**
 * Whether two serial logs of the same scenario tell the same. What runs side by side (the Wi-Fi, the sensor,
 * the broker) may come in another order, and a log may end a line sooner: so lines are compared within their
 * subject, without what is of the moment, and repetitions count once.
 */

export interface Difference {
  /** `Alarma`, `MQTT: enviado a alarma`. */
  readonly subject: string;
  /** The line that only one of them has, or that differs; undefined where there is none. */
  readonly board: string | undefined;
  readonly wokwi: string | undefined;
}

export interface Comparison {
  readonly subjects: number;
  readonly lines: number;
  readonly differences: readonly Difference[];
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colours begin with one
const colours = /\x1b\[[\d;]*m/g;

/** What is of the moment: times, addresses, signal strengths, the node's own names. */
const momentary: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<address>"],
  [/-\d+ dBm/g, "<dBm>"],
  [/\ben marcha \d+ s\b|\brunning for \d+ s\b/g, "<uptime>"],
  [/\bvigia([/-])[0-9a-f]{6}\b/g, "vigia$1<mac>"],
];

/** The firmware's first line; what is before is the chip's own. */
const firstLine = /^Vigía \d/;

export function compareLogs(board: string, wokwi: string): Comparison {
  const ours = subjectsOf(board);
  const theirs = subjectsOf(apart(wokwi, new Set([...ours.keys()].map((subject) => subject.split(":")[0]!))));
  const subjects = [...new Set([...ours.keys(), ...theirs.keys()])];
  let lines = 0;
  const differences = subjects.flatMap((subject) => {
    const [a, b] = [ours.get(subject) ?? [], theirs.get(subject) ?? []];
    lines += Math.max(a.length, b.length);
    return firstDifference(subject, a, b);
  });
  return { subjects: subjects.length, lines, differences };
}

function firstDifference(subject: string, a: readonly string[], b: readonly string[]): Difference[] {
  const shorter = Math.min(a.length, b.length);
  const tail = Math.max(a.length, b.length) - shorter;
  const at = a.findIndex((line, index) => index < shorter && line !== b[index]);
  if (at !== -1) return [{ subject, board: a[at], wokwi: b[at] }];
  // One line more at the end, of a subject that both know: that log ended later.
  if (tail === 0 || (tail === 1 && shorter > 0)) return [];
  return [{ subject, board: a[shorter], wokwi: b[shorter] }];
}

/** wokwi-cli drops a line's end where a match ended just before it: the next line then follows at once. */
function apart(log: string, words: ReadonlySet<string>): string {
  const starts = [...words].map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")).join("|");
  return log.replaceAll(new RegExp(`(?<=\\S)(?=(?:${starts}): )`, "gu"), "\n");
}

function subjectsOf(log: string): Map<string, string[]> {
  const lines = log.replaceAll(colours, "").split(/\r?\n/).map(withoutMoment).filter(Boolean);
  const start = lines.findIndex((line) => firstLine.test(line));
  const subjects = new Map<string, string[]>();
  for (const line of start === -1 ? lines : lines.slice(start)) {
    const subject = subjectOf(line);
    const said = subjects.get(subject) ?? [];
    subjects.set(subject, said);
    if (said.at(-1) !== line) said.push(line);
  }
  return subjects;
}

function withoutMoment(line: string): string {
  return momentary.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), line.trim());
}

/** `MQTT: enviado a vigia/<mac>/clima: {...}`: messages by their topic, all else by its first word. */
function subjectOf(line: string): string {
  const words = line.split(": ");
  return words.length > 2 ? words.slice(0, 2).join(": ") : words[0]!.split(" ")[0]!;
}
