/** The Moddable SDK: where it is, its version, its tools. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ToolchainError } from "./problem.ts";
import { majorMinor } from "./programs.ts";

/** What this project was tried with. */
export const triedSDK = "8.2.3";
const leastSDK = [8, 2] as const;

export const sdkAdvice =
  "npm install -g xs-dev && xs-dev setup, then open a new terminal (or set MODDABLE to the SDK's folder)";

/** The SDK's folder of tools for this machine, and what its programs end with. */
const hosts: Readonly<Partial<Record<NodeJS.Platform, { folder: string; suffix: string }>>> = {
  linux: { folder: "lin", suffix: "" },
  darwin: { folder: "mac", suffix: "" },
  win32: { folder: "win", suffix: ".exe" },
};

export interface ModdableSDK {
  readonly folder: string;
  readonly version: string;
  /** Folder of mcconfig, xsc and the others. */
  readonly tools: string;
  readonly mcconfig: string;
  /** As in `v6.0`. */
  readonly expectedIDF: string;
}

/** $MODDABLE, or where xs-dev installs it. */
function findFolder(env: NodeJS.ProcessEnv): string {
  if (env.MODDABLE) {
    if (existsSync(join(env.MODDABLE, "tools", "VERSION"))) return env.MODDABLE;
    throw new ToolchainError(
      `MODDABLE is ${env.MODDABLE}, where no Moddable SDK is (no tools/VERSION)`,
      sdkAdvice,
    );
  }
  const folder = join(env.HOME ?? homedir(), ".local", "share", "moddable");
  if (existsSync(join(folder, "tools", "VERSION"))) return folder;
  throw new ToolchainError("the Moddable SDK is not installed", sdkAdvice);
}

function expectedIDF(folder: string): string {
  const file = join(folder, "build", "devices", "esp32", "manifest.json");
  try {
    const { build } = JSON.parse(readFileSync(file, "utf8")) as { build?: { EXPECTED_ESP_IDF?: string } };
    if (build?.EXPECTED_ESP_IDF) return build.EXPECTED_ESP_IDF;
  } catch {}
  throw new ToolchainError(`${file} does not say which ESP-IDF the SDK wants`, "is the SDK complete?");
}

/** @throws ToolchainError when there is none, it is too old, or its tools are not built */
export function findModdable(env = process.env, platform = process.platform): ModdableSDK {
  const folder = findFolder(env);
  const version = readFileSync(join(folder, "tools", "VERSION"), "utf8").trim();
  const [major = 0, minor = 0] = majorMinor(version) ?? [];
  if (major < leastSDK[0] || (major === leastSDK[0] && minor < leastSDK[1]))
    throw new ToolchainError(
      `the Moddable SDK in ${folder} is ${version}; ${leastSDK.join(".")} or later is needed`,
      "xs-dev update",
    );
  const host = hosts[platform];
  if (!host) throw new ToolchainError(`the Moddable SDK has no tools for ${platform}`);
  const tools = join(folder, "build", "bin", host.folder, "release");
  const mcconfig = join(tools, `mcconfig${host.suffix}`);
  if (!existsSync(mcconfig))
    throw new ToolchainError(
      `the Moddable SDK in ${folder} has no mcconfig in ${tools}`,
      "build its tools: xs-dev setup",
    );
  return { folder, version, tools, mcconfig, expectedIDF: expectedIDF(folder) };
}
