/** How long the engine's build takes, and the packages' installation. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure, Group } from "./figure.ts";

/** Seconds that a command takes. */
function seconds(command: string, args: readonly string[], cwd: string): Promise<number> {
  const started = performance.now();
  const child = spawn(command, args, { cwd, stdio: ["ignore", "ignore", "inherit"] });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve((performance.now() - started) / 1000);
      else reject(new Error(`${command} ended with ${code}`));
    });
  });
}

async function inFolder<T>(action: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const engine = (): Promise<Figure> =>
  inFolder(async (folder) => ({
    name: "build of the engine",
    value: await seconds("make", ["-s", "-C", "simulator/engine", "-j2", `OUT=${folder}`], "."),
    unit: "s",
    wall: true,
    note: `make -j2 from nothing, ${availableParallelism()} processors`,
  }));

const install = (): Promise<Figure> =>
  inFolder(async (folder) => {
    for (const file of ["package.json", "package-lock.json", ".npmrc"])
      if (existsSync(file)) cpSync(file, join(folder, file));
    return {
      name: "npm ci",
      value: await seconds("npm", ["ci", "--silent"], folder),
      unit: "s",
      wall: true,
      note: "into an empty folder, with npm's cache as it is; no engine is built by it",
    };
  });

/** @param withInstall whether to measure `npm ci` too */
export const build = (withInstall: boolean): Group => ({
  title: "Build",
  measure: async () => [await engine(), ...(withInstall ? [await install()] : [])],
});
