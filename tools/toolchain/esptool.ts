/** Espressif's esptool: on PATH, or in the Python environment that ESP-IDF's export.sh sets up. */
import { spawnSync } from "node:child_process";
import type { ESPIDF } from "./esp-idf.ts";
import { findProgram, majorMinor } from "./programs.ts";

export interface Esptool {
  /** The program and what stands before esptool's own arguments. */
  readonly command: readonly [program: string, ...options: string[]];
  readonly version: string;
  /** For people. */
  readonly place: string;
}

function versionOf([program, ...options]: Esptool["command"], env: NodeJS.ProcessEnv): string | undefined {
  const { status, stdout } = spawnSync(program, [...options, "version"], {
    encoding: "utf8",
    env,
    timeout: 30_000,
  });
  return status === 0 ? /\d+\.\d[\w.]*/.exec(stdout)?.[0] : undefined;
}

/** @param idf asked where esptool is not on PATH */
export function findEsptool(idf: ESPIDF | undefined, env = process.env): Esptool | undefined {
  for (const name of ["esptool", "esptool.py"]) {
    const program = findProgram(name, env.PATH);
    const version = program && versionOf([program], env);
    if (version) return { command: [program], version, place: program };
  }
  if (!idf) return undefined;
  const script = '. "$0/export.sh" >/dev/null 2>&1 && exec python -m esptool "$@"';
  const command = ["bash", "-c", script, idf.folder] as const;
  const version = versionOf(command, env);
  return version ? { command, version, place: `with ESP-IDF in ${idf.folder}` } : undefined;
}

/** esptool 5 writes its commands with a dash. */
export const writeFlash = ({ version }: Esptool): string =>
  (majorMinor(version)?.[0] ?? 5) >= 5 ? "write-flash" : "write_flash";
