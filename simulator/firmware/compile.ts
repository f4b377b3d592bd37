/**
 * TypeScript to what XS runs, one file at a time as mcconfig does it: types are taken away, nothing else is
 * changed. Results are kept in build/firmware by content.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const cache = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "build", "firmware");

/** A compiled module and the specifiers that it imports. */
export interface Compiled {
  readonly source: string;
  readonly imports: readonly string[];
}

/** A source that does not parse; the message has file, line and cause. */
export class CompileError extends Error {}

async function transpile(file: string, text: string): Promise<Compiled> {
  const { default: ts } = await import("typescript");
  const { outputText, diagnostics } = ts.transpileModule(text, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
  });
  const first = diagnostics?.[0];
  if (first) {
    const line = text.slice(0, first.start ?? 0).split("\n").length;
    throw new CompileError(`${file}:${line}: ${ts.flattenDiagnosticMessageText(first.messageText, "\n")}`);
  }
  const imports = ts.preProcessFile(outputText, true, true).importedFiles.map(({ fileName }) => fileName);
  return { source: outputText, imports };
}

/**
 * Compiles a file with its extension.
 * @param change what is done to its text before
 * @throws CompileError
 */
export async function compile(file: string, change?: (text: string) => string): Promise<Compiled> {
  const original = readFileSync(file, "utf8");
  const text = change?.(original) ?? original;
  const key = createHash("sha256").update("1\0").update(text).digest("hex").slice(0, 24);
  const kept = join(cache, `${key}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8"));
  const compiled = await transpile(file, text);
  mkdirSync(cache, { recursive: true });
  const fresh = `${kept}.${process.pid}`;
  writeFileSync(fresh, JSON.stringify(compiled));
  renameSync(fresh, kept);
  return compiled;
}
