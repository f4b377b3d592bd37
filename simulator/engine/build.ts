/**
 * Builds the engine once and keeps it: build/engine/<hash>/vigia-board, where the hash is that of this
 * folder's C sources and of the package that carries XS. The addon, vigia-board.node beside it, is made of
 * the same objects when virtual time is asked for.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const project = join(folder, "..", "..");

/** A step of the build: how many of the sources are compiled. */
export interface BuildProgress {
  done: number;
  total: number;
}

const noCompiler = `Vigía builds the XS engine once, and for that it needs a C compiler and make.
  Debian, Ubuntu:  sudo apt install build-essential
  Fedora:          sudo dnf install gcc make
  macOS:           xcode-select --install`;

function xsPackage(): { folder: string; version: string } {
  let path: string;
  try {
    path = createRequire(import.meta.url).resolve("@agoric/xsnap/package.json");
  } catch {
    throw new Error("@agoric/xsnap, which carries the sources of XS, is not installed: run npm install");
  }
  return { folder: dirname(path), version: JSON.parse(readFileSync(path, "utf8")).version };
}

/** The folder of Node's own headers, for the addon. */
function headers(): string {
  const require = createRequire(import.meta.url);
  return (require("node-api-headers") as { include_dir: string }).include_dir;
}

function sourcesHash(version: string): string {
  const hash = createHash("sha256").update(`${version} ${process.platform} ${process.arch}`);
  for (const name of readdirSync(folder).sort())
    if (/\.[ch]$|^Makefile$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest("hex").slice(0, 12);
}

/** Whether the tools that the build needs can be run. */
export function hasCompiler(): boolean {
  return ["make", process.env.CC ?? "cc"].every((tool) => spawnSync(tool, ["--version"]).error === undefined);
}

/** Takes the build's lock, waiting for another process that holds it; a dead holder's lock is broken. */
async function lock(path: string): Promise<() => void> {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    try {
      const holder = Number(readFileSync(path, "utf8"));
      if (holder > 0) process.kill(holder, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") rmSync(path, { force: true });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A process for each board, or all boards in this one. */
export type EngineKind = "process" | "in-process";

/** What make calls it, and the file that it makes. */
const targets = {
  process: { target: "program", file: "vigia-board" },
  "in-process": { target: "addon", file: "vigia-board.node" },
} as const;

/**
 * The engine's program or addon, built first if need be.
 * @param onProgress called for each compiled source, only when there is something to build
 * @throws Error with what to install, or with the compiler's own words
 */
export async function buildEngine(
  onProgress?: (progress: BuildProgress) => void,
  kind: EngineKind = "process",
): Promise<string> {
  const { folder: xsnap, version } = xsPackage();
  const { target, file } = targets[kind];
  const out = join(project, "build", "engine", sourcesHash(version));
  const program = join(out, file);
  if (existsSync(program)) return program;
  if (!hasCompiler()) throw new Error(noCompiler);
  mkdirSync(out, { recursive: true });
  const unlock = await lock(join(out, "lock"));
  try {
    if (!existsSync(program)) await make(target, join(xsnap, "moddable", "xs"), out, onProgress);
  } finally {
    unlock();
  }
  return program;
}

function make(
  target: string,
  xs: string,
  out: string,
  onProgress?: (progress: BuildProgress) => void,
): Promise<void> {
  const total = [folder, join(xs, "sources")].flatMap((sources) =>
    readdirSync(sources).filter((name) => name.endsWith(".c")),
  ).length;
  const settings = [`XS=${xs}`, `OUT=${out}`, `NODE_API=${headers()}`];
  const child = spawn("make", ["-C", folder, "--no-print-directory", "-j2", ...settings, target], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let done = 0;
  let errors = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    done += text.split("\n").length - 1;
    onProgress?.({ done: Math.min(done, total), total });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      process.off("exit", stop);
      if (code === 0) resolve();
      else reject(new Error(`the XS engine could not be built (make ended with ${code}):\n${errors.trim()}`));
    });
  });
}
