/** Builds the firmware for a board with the user's SDK and ESP-IDF, and looks whether all images are there. */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { type ESPIDF, findIDF } from "../toolchain/esp-idf.ts";
import { findModdable, type ModdableSDK } from "../toolchain/moddable.ts";
import { type BuildKind, idfBuildFolder, imageNames, outputFolder, outputsOf } from "../toolchain/outputs.ts";
import { ToolchainError } from "../toolchain/problem.ts";
import { causes, step, warning } from "./build-log.ts";
import { readFlasherArguments } from "./flasher-arguments.ts";
import { Mcconfig } from "./mcconfig.ts";
import { type ImageSize, measureImages, rememberSizes } from "./sizes.ts";

export interface BuildOptions {
  /** mcconfig's -p. */
  readonly board: string;
  readonly kind: BuildKind;
  /** `key=value` for manifest.json's `config`. */
  readonly settings: readonly string[];
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  onTools(sdk: ModdableSDK, idf: ESPIDF): void;
  onStep(step: string): void;
  onWarning(line: string): void;
}

export interface Built {
  readonly sizes: readonly ImageSize[];
  /** As in `4MB`. */
  readonly flashSize: string;
  readonly images: string;
  readonly flasherArguments: string;
}

/** mcconfig runs the first tsc on PATH: it must be this project's, TypeScript 6 or later. */
function environment(root: string, sdk: ModdableSDK, idf: ESPIDF, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const programs = join(root, "node_modules", ".bin");
  if (!existsSync(join(programs, "tsc")))
    throw new ToolchainError(`there is no tsc in ${programs}: run npm install first`);
  return {
    ...env,
    MODDABLE: sdk.folder,
    IDF_PATH: idf.folder,
    PATH: [programs, sdk.tools, env.PATH].join(delimiter),
  };
}

/** Boards are the SDK's targets: folders of build/devices/esp32/targets. */
function checkBoard(board: string, sdk: ModdableSDK): void {
  const [platform, target, ...rest] = board.split("/");
  const targets = join(sdk.folder, "build", "devices", "esp32", "targets");
  const known = existsSync(targets) ? readdirSync(targets).sort() : [];
  if (platform === "esp32" && rest.length === 0 && (target === undefined || known.includes(target))) return;
  throw new ToolchainError(
    `${board} is no board of the SDK; it knows esp32 and ${known.map((name) => `esp32/${name}`).join(", ")}`,
  );
}

export class Build {
  readonly #options: BuildOptions;
  #running: Mcconfig | undefined;

  constructor(options: BuildOptions) {
    this.#options = options;
  }

  cancel(): void {
    this.#running?.kill();
  }

  /** @throws ToolchainError with the causes of a failure and the log's name */
  async run(): Promise<Built> {
    const { board, kind, settings, root, env, onTools, onStep, onWarning } = this.#options;
    const sdk = findModdable(env);
    const idf = findIDF(sdk.expectedIDF, env);
    checkBoard(board, sdk);
    const buildEnvironment = environment(root, sdk, idf, env);
    onTools(sdk, idf);

    const output = resolve(root, outputFolder);
    const log = join(output, "build.log");
    mkdirSync(output, { recursive: true });
    this.#removeImages();
    const lines: string[] = [];
    this.#running = new Mcconfig({
      program: sdk.mcconfig,
      options: [
        ...(kind === "instrument" ? ["-i"] : []),
        ...["-m", "-p", board, "-t", "build", "-o", output],
        join(root, "manifest.json"),
        ...settings,
      ],
      cwd: root,
      env: buildEnvironment,
      log,
      onLine(line) {
        lines.push(line);
        const current = step(line);
        if (current) onStep(current);
        const warned = warning(line);
        if (warned) onWarning(warned);
      },
    });
    const code = await this.#running.done;
    return this.#result(code, lines, log);
  }

  /** mcconfig passes over ESP-IDF's failures and then copies what an earlier build left: there must be nothing. */
  #removeImages(): void {
    const outputs = this.#outputs();
    const work = idfBuildFolder(outputs);
    for (const name of imageNames) rmSync(join(outputs.images, name), { force: true });
    if (work) rmSync(join(work, "xs_esp32.bin"), { force: true });
  }

  #outputs() {
    const { board, kind, root } = this.#options;
    return outputsOf(board, kind, root);
  }

  #result(code: number, lines: readonly string[], log: string): Built {
    const outputs = this.#outputs();
    const missing = imageNames.filter((name) => !existsSync(join(outputs.images, name)));
    if (code !== 0 || missing.length > 0) {
      const what = code !== 0 ? "mcconfig failed" : `mcconfig ended well, but left no ${missing.join(", ")}`;
      const told = causes(lines).map((line) => `  ${line}`);
      throw new ToolchainError([`${what}:`, ...told, `All that it printed is in ${log}.`].join("\n"));
    }
    const folder = idfBuildFolder(outputs);
    if (!folder) throw new ToolchainError(`there is no ESP-IDF project in ${outputs.work}`);
    const flasherArguments = join(folder, "flasher_args.json");
    const { chip, flashSize } = readFlasherArguments(flasherArguments);
    const sizes = measureImages(outputs.images, chip);
    rememberSizes(outputs.images, sizes);
    const full = sizes.find(({ bytes, room }) => bytes > room);
    if (full)
      throw new ToolchainError(
        `${full.name} has ${full.bytes} bytes, but its place in flash only ${full.room}`,
      );
    return { sizes, flashSize, images: outputs.images, flasherArguments };
  }
}
