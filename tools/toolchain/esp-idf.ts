/** ESP-IDF: where it is and its version. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ToolchainError } from "./problem.ts";
import { majorMinor } from "./programs.ts";

/** npm's xs-dev (0.30.3) fetches an older ESP-IDF unless there is one where it puts its own. */
export const idfAdvice = (version: string): string =>
  `git clone -b ${version} --depth 1 --recursive https://github.com/espressif/esp-idf ~/.local/share/esp32/esp-idf && xs-dev setup --device esp32`;

export interface ESPIDF {
  readonly folder: string;
  /** Without the v: `6.0`, `6.0.1`. */
  readonly version: string;
}

/** The newest annotated tag, as the SDK's makefile asks for it; a build ends there without one. */
function versionOf(folder: string, expected: string): string {
  const { stdout } = spawnSync("git", ["-C", folder, "describe", "--always", "--abbrev=0"], {
    encoding: "utf8",
  });
  const version = stdout?.trim() ?? "";
  if (majorMinor(version)) return version.replace(/^v/, "");
  throw new ToolchainError(
    `git finds no version of ESP-IDF in ${folder}, and neither does the SDK's makefile`,
    `clone it by its tag, -b ${expected}`,
  );
}

/**
 * $IDF_PATH, or where xs-dev installs it.
 * @param expected the version that the SDK wants, as `v6.0`: major and minor must be the same
 * @throws ToolchainError
 */
export function findIDF(expected: string, env = process.env): ESPIDF {
  const installed = join(env.HOME ?? homedir(), ".local", "share", "esp32", "esp-idf");
  const folder = env.IDF_PATH || (existsSync(installed) ? installed : undefined);
  if (!folder)
    throw new ToolchainError("ESP-IDF is not installed (IDF_PATH is not set)", idfAdvice(expected));
  if (!existsSync(join(folder, "export.sh")))
    throw new ToolchainError(
      `IDF_PATH is ${folder}, where no ESP-IDF is (no export.sh)`,
      idfAdvice(expected),
    );
  const version = versionOf(folder, expected);
  if (majorMinor(version)?.join() !== majorMinor(expected)?.join())
    throw new ToolchainError(
      `ESP-IDF in ${folder} is ${version}; this Moddable SDK wants ${expected}`,
      idfAdvice(expected),
    );
  return { folder, version };
}
