/**
 * Where `npm run build:esp32` leaves what it builds: mcconfig's own layout below build/esp32, under the name that
 * manifest.json gives (build.NAME). wokwi.toml, `npm run flash` and CI point at these paths.
 */
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const projectFolder = fileURLToPath(new URL("../..", import.meta.url));

/** For mcconfig's -o, below the project. */
export const outputFolder = "build/esp32";

/** `build.NAME` of manifest.json. */
export const projectName = "vigia";

/** mcconfig's names for its kinds of build. */
export type BuildKind = "release" | "instrument";

/** The board of `wokwi.toml` and of the course. */
export const defaultBoard = "esp32";

export interface Outputs {
  /** The three images, the linked program and its map. */
  readonly images: string;
  /** What mcconfig generates; ESP-IDF's project is in it. */
  readonly work: string;
}

/** @param board as mcconfig's -p: `esp32` or `esp32/nodemcu` @param root of the project */
export function outputsOf(board: string, kind: BuildKind, root = projectFolder): Outputs {
  const folder = (top: string) => resolve(root, outputFolder, top, ...board.split("/"), kind, projectName);
  return { images: folder("bin"), work: folder("tmp") };
}

/** ESP-IDF's build folder, with flasher_args.json; it is called by the chip: xsProj-esp32, xsProj-esp32c3. */
export function idfBuildFolder({ work }: Outputs): string | undefined {
  const name = existsSync(work) ? readdirSync(work).find((entry) => entry.startsWith("xsProj-")) : undefined;
  return name && join(work, name, "build");
}

/** The images that a board needs, as they are called in `Outputs.images`. */
export const imageNames = ["bootloader.bin", "partition-table.bin", "xs_esp32.bin"] as const;
