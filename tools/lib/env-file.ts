/** Reads a file of `NAME=value` lines, as .env.example shows: what dotenv would overlook is an error here. */
import { existsSync, readFileSync } from "node:fs";
import { parse } from "dotenv";
import type { Language, Sentence } from "./language.ts";

export interface EnvValue {
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

const assignment = /^\s*(?:export\s+)?([\w.-]+)\s*=/;

/** Quoted values that go on over several lines keep their line breaks only. */
const withoutQuoted = (text: string): string =>
  text.replace(
    /(=[ \t]*)(["'`])((?:\\.|(?!\2)[^\\])*)\2/g,
    (_all, equals: string, _quote, value: string) => equals + value.replace(/[^\n]/g, ""),
  );

const notALine = (file: string, line: number): Sentence => ({
  en: `${file}:${line}: not NAME=value; a comment begins with #`,
  es: `${file}:${line}: no es NOMBRE=valor; un comentario empieza por #`,
});

/** @throws Error naming file and line */
export function parseEnv(text: string, file: string, language: Language): Map<string, EnvValue> {
  const normal = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const lines = withoutQuoted(normal).split("\n");
  const places = new Map<string, number>();
  for (const [index, line] of lines.entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const name = assignment.exec(line)?.[1];
    if (name === undefined) throw new Error(notALine(file, index + 1)[language]);
    places.set(name, index + 1);
  }
  const values = new Map<string, EnvValue>();
  for (const [name, value] of Object.entries(parse(normal)))
    values.set(name, { value: value ?? "", line: places.get(name) ?? 0 });
  return values;
}

/** @returns undefined where there is no such file @throws Error naming the file, and the line */
export function readEnvFile(file: string, language: Language): Map<string, EnvValue> | undefined {
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}`);
  }
  return parseEnv(text, file, language);
}
