/** One thing that is wrong with a file, and where. */
export interface Problem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The cause and the way out. */
  readonly message: string;
}

/** How many problems are listed at most; more would hide the first. */
const MOST_LISTED = 20;

/** A diagram that cannot be built; the message lists all its problems, one a line. */
export class DiagramError extends Error {
  readonly file: string;
  /** The line of the first problem. */
  readonly line: number;
  readonly problems: readonly Problem[];

  constructor(problems: readonly [Problem, ...Problem[]]) {
    super(describe(problems));
    this.name = "DiagramError";
    this.file = problems[0].file;
    this.line = problems[0].line;
    this.problems = problems;
  }
}

/** A problem as editors and terminals link it: file:line:column: message. */
export function formatProblem({ file, line, column, message }: Problem): string {
  return `${file}:${line}:${column}: ${message}`;
}

function describe(problems: readonly Problem[]): string {
  const lines = problems.slice(0, MOST_LISTED).map(formatProblem);
  if (problems.length > MOST_LISTED) lines.push(`and ${problems.length - MOST_LISTED} more`);
  return lines.join("\n");
}

/** A place in a file. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Finds lines and columns in a text. */
export class LineIndex {
  readonly #starts: readonly number[];

  constructor(text: string) {
    this.#starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((end) => end.index + end[0].length)];
  }

  /** The place of the character at `offset`. */
  place(offset: number): Place {
    let line = this.#starts.findIndex((start) => start > offset);
    if (line === -1) line = this.#starts.length;
    return { line, column: offset - this.#starts[line - 1]! + 1 };
  }
}
