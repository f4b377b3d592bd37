/**
 * A Markdown document whose examples are run. Its fenced blocks:
 *
 * - `console`: commands after `$ `, each with what it prints; `...` stands for lines that are left out.
 *   `terminal=NAME` runs the command there and leaves it running; a later block of that terminal without a
 *   command shows what it printed since; a line `^C` ends it. `sale=N` is the exit code, 0 unless it is said.
 *   `placa` needs a board and is not run. `necesita=PROGRAM` is skipped where that is missing.
 * - `archivo=NAME` on a block of any other language: the file is written before the next command.
 *
 * Anything else in a fence is only text. The same runs for every section (`## `) in a project of its own.
 */

export interface Step {
  /** Undefined for what a terminal goes on to print. */
  readonly command?: string;
  readonly output: readonly string[];
  /** Ends with Ctrl-C. */
  readonly interrupted: boolean;
  /** Of the first line, from 1. */
  readonly line: number;
}

export interface Block {
  readonly line: number;
  readonly language: string;
  readonly terminal?: string;
  readonly exitCode: number;
  readonly board: boolean;
  readonly needs: readonly string[];
  /** The name of the file that the block is. */
  readonly file?: string;
  readonly text: string;
  readonly steps: readonly Step[];
}

export interface Section {
  readonly title: string;
  readonly line: number;
  readonly blocks: readonly Block[];
}

function steps(lines: readonly string[], first: number): Step[] {
  const found: { command?: string; output: string[]; interrupted: boolean; line: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const last = found.at(-1);
    if (line.startsWith("$ "))
      found.push({ command: line.slice(2), output: [], interrupted: false, line: first + index });
    else if (line === "^C" && last) last.interrupted = true;
    else if (last?.command?.endsWith("\\") && last.output.length === 0)
      last.command = `${last.command.slice(0, -1)}${line.trim()}`;
    else if (last) last.output.push(line);
    else found.push({ output: [line], interrupted: false, line: first + index });
  }
  return found;
}

function block(info: string, lines: readonly string[], line: number): Block {
  const [language = "", ...words] = info.trim().split(/\s+/);
  const attributes = new Map(words.map((word) => word.split("=", 2) as [string, string | undefined]));
  const terminal = attributes.get("terminal");
  const file = attributes.get("archivo");
  return {
    line,
    language,
    exitCode: Number(attributes.get("sale") ?? 0),
    board: attributes.has("placa"),
    needs: attributes.get("necesita")?.split(",") ?? [],
    text: `${lines.join("\n")}\n`,
    steps: language === "console" ? steps(lines, line + 1) : [],
    ...(terminal !== undefined && { terminal }),
    ...(file !== undefined && { file }),
  };
}

export function readDocument(text: string): Section[] {
  const sections: { title: string; line: number; blocks: Block[] }[] = [{ title: "", line: 1, blocks: [] }];
  let fence: { info: string; lines: string[]; line: number } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    if (fence) {
      if (line.trimEnd() === "```") {
        sections.at(-1)!.blocks.push(block(fence.info, fence.lines, fence.line));
        fence = undefined;
      } else fence.lines.push(line);
    } else if (line.startsWith("```")) fence = { info: line.slice(3), lines: [], line: index + 1 };
    else if (line.startsWith("## ")) sections.push({ title: line.slice(3), line: index + 1, blocks: [] });
  }
  if (fence) throw new Error(`line ${fence.line}: the block has no end`);
  return sections;
}

/** Commands that the text names between backticks: they must be examples somewhere, too. */
export function namedCommands(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "");
  const named = [...prose.matchAll(/`((?:npm |mosquitto_|python3 |docker |sh )[^`\n]*)`/g)];
  return [...new Set(named.map(([, command]) => command!))];
}
