/**
 * Reads wokwi.toml: which image Wokwi runs.
 * @see https://docs.wokwi.com/vscode/project-config
 */
import { readFileSync } from "node:fs";
import { basename, extname } from "node:path";
import { parse, TomlError } from "smol-toml";
import * as v from "valibot";

export interface WokwiConfiguration {
  /** The image, relative to the file. */
  readonly firmware: string;
  readonly elf: string | undefined;
}

const extensions = [".bin", ".uf2", ".elf"];

const path = (name: string) =>
  v.pipe(
    v.string(`${name} must be text: a path relative to this file`),
    v.nonEmpty(`${name} is empty`),
    v.check((text) => !text.includes("\\"), `${name} has a backslash: Wokwi takes / on every system`),
  );

const section = v.object(
  {
    version: v.literal(1, "version must be 1"),
    firmware: v.pipe(
      path("firmware"),
      v.check(
        (text) => extensions.includes(extname(text)) || basename(text) === "flasher_args.json",
        "firmware is for an ESP32 a .bin, .uf2 or .elf, or ESP-IDF's flasher_args.json",
      ),
    ),
    elf: v.optional(path("elf")),
  },
  ({ path: place }) => `${place?.[0].key ?? "[wokwi]"} is missing`,
);

const schema = v.object({ wokwi: section }, "the section [wokwi] is missing");

/** @throws Error naming the file, and the line where there is one */
export function parseWokwiToml(text: string, file: string): WokwiConfiguration {
  let data: unknown;
  try {
    data = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [cause] = error.message.replace(/^Invalid TOML document: /, "").split("\n");
    throw new Error(`${file}:${error.line}:${error.column}: this is not TOML: ${cause}`);
  }
  const checked = v.safeParse(schema, data);
  if (!checked.success)
    throw new Error(checked.issues.map(({ message }) => `${file}: ${message}`).join("\n"));
  const { firmware, elf } = checked.output.wokwi;
  return { firmware, elf };
}

/** @throws Error as `parseWokwiToml`, or when it cannot be read */
export function readWokwiToml(file: string): WokwiConfiguration {
  return parseWokwiToml(readFileSync(file, "utf8"), file);
}
