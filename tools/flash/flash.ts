/** Writes a build's images to a board, through Espressif's esptool and ESP-IDF's own list of what goes where. */
import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { FlasherArguments } from "../build-esp32/flasher-arguments.ts";
import { readFlasherArguments } from "../build-esp32/flasher-arguments.ts";
import { type ESPIDF, findIDF } from "../toolchain/esp-idf.ts";
import { type Esptool, findEsptool, writeFlash } from "../toolchain/esptool.ts";
import { findModdable } from "../toolchain/moddable.ts";
import { type BuildKind, idfBuildFolder, outputsOf } from "../toolchain/outputs.ts";
import { ToolchainError } from "../toolchain/problem.ts";

/** @throws ToolchainError when there is no build of this kind for the board */
export function builtImages(board: string, kind: BuildKind, root: string): FlasherArguments {
  const folder = idfBuildFolder(outputsOf(board, kind, root));
  const file = folder && join(folder, "flasher_args.json");
  if (!file || !existsSync(file)) {
    const options = [
      board === "esp32" ? "" : ` --board ${board}`,
      kind === "release" ? "" : " --instrumented",
    ].join("");
    throw new ToolchainError(
      `there is no ${kind} build for ${board}`,
      `npm run build:esp32${options && ` --${options}`}`,
    );
  }
  return readFlasherArguments(file);
}

/** esptool, wherever it is: an SDK or an ESP-IDF that is not there only matters without one on PATH. */
export function esptoolOrFail(env: NodeJS.ProcessEnv): Esptool {
  const alone = findEsptool(undefined, env);
  if (alone) return alone;
  let idf: ESPIDF | undefined;
  try {
    idf = findIDF(findModdable(env).expectedIDF, env);
  } catch {}
  const found = findEsptool(idf, env);
  if (found) return found;
  throw new ToolchainError(
    "esptool is not installed",
    "npm run doctor; ESP-IDF brings it, or: pipx install esptool",
  );
}

/** What is written where, one line a file. */
export function plan({ files }: FlasherArguments): string[] {
  return files.map(({ offset, file }) => {
    const bytes = statSync(file).size;
    const from = `0x${offset.toString(16).padStart(6, "0")}`;
    return `${from}  ${basename(file)}, ${bytes.toLocaleString("en")} bytes`;
  });
}

/** esptool's arguments, without itself. */
export function esptoolArguments(
  images: FlasherArguments,
  esptool: Esptool,
  port: string,
  baud: number,
): string[] {
  const { chip, before, after, stub, options, files } = images;
  return [
    ...["--chip", chip, "--port", port, "--baud", String(baud), "--before", before, "--after", after],
    ...(stub ? [] : ["--no-stub"]),
    writeFlash(esptool),
    ...options,
    ...files.flatMap(({ offset, file }) => [`0x${offset.toString(16)}`, file]),
  ];
}

/** A writing under way; its progress is esptool's own. */
export interface Writing {
  readonly done: Promise<number>;
  kill(): void;
}

export function write(
  { command: [program, ...first] }: Esptool,
  options: readonly string[],
  env: NodeJS.ProcessEnv,
): Writing {
  const child = spawn(program, [...first, ...options], { env, stdio: "inherit" });
  const done = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
  });
  return { done, kill: () => void child.kill() };
}
