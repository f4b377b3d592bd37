/** ESP-IDF's flasher_args.json: what to write where, and how to speak to the chip. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { ToolchainError } from "../toolchain/problem.ts";

const schema = v.object({
  write_flash_args: v.optional(v.array(v.string()), []),
  flash_settings: v.object({ flash_mode: v.string(), flash_size: v.string(), flash_freq: v.string() }),
  /** Offset, in hexadecimal, to the file's path from the folder of flasher_args.json. */
  flash_files: v.record(
    v.pipe(v.string(), v.regex(/^0x[\da-f]+$/i, "Expected a hexadecimal offset")),
    v.string(),
  ),
  extra_esptool_args: v.object({
    chip: v.string(),
    before: v.optional(v.string(), "default_reset"),
    after: v.optional(v.string(), "hard_reset"),
    stub: v.optional(v.boolean(), true),
  }),
});

export interface FlashFile {
  readonly offset: number;
  readonly file: string;
}

export interface FlasherArguments {
  readonly chip: string;
  readonly before: string;
  readonly after: string;
  readonly stub: boolean;
  /** For esptool's write-flash: --flash_mode and the like. */
  readonly options: readonly string[];
  /** As in `4MB`. */
  readonly flashSize: string;
  /** By offset. */
  readonly files: readonly FlashFile[];
}

/** @throws ToolchainError naming the file and the cause */
export function readFlasherArguments(file: string): FlasherArguments {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ToolchainError(`${file}: ${(error as Error).message}`);
  }
  const result = v.safeParse(schema, value);
  if (!result.success) {
    const [issue] = result.issues;
    throw new ToolchainError(`${file}: ${v.getDotPath(issue) ?? "top level"}: ${issue.message}`);
  }
  const { flash_files, extra_esptool_args, flash_settings, write_flash_args } = result.output;
  const files = Object.entries(flash_files)
    .map(([offset, name]) => ({ offset: Number(offset), file: join(dirname(file), name) }))
    .sort((a, b) => a.offset - b.offset);
  const missing = files.find((entry) => !existsSync(entry.file));
  if (missing) throw new ToolchainError(`${file} names ${missing.file}, which does not exist: build again`);
  const { chip, before, after, stub } = extra_esptool_args;
  return {
    chip,
    before,
    after,
    stub,
    options: write_flash_args,
    flashSize: flash_settings.flash_size,
    files,
  };
}

/** `4MB` in bytes. */
export const flashBytes = (size: string): number => {
  const match = /^(\d+)(KB|MB)$/.exec(size);
  return match ? Number(match[1]) * (match[2] === "MB" ? 1024 * 1024 : 1024) : Number.NaN;
};
