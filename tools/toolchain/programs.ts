/** Programs on PATH and what they say of their version. */
import { spawnSync } from "node:child_process";
import which from "which";

/** @returns the program's path, or undefined */
export function findProgram(name: string, path = process.env.PATH ?? ""): string | undefined {
  return which.sync(name, { nothrow: true, path }) ?? undefined;
}

/** Asks a program for its version: the first number with a dot in what it prints, on either stream. */
export function programVersion(program: string, ...options: string[]): string | undefined {
  const { stdout, stderr } = spawnSync(program, options, { encoding: "utf8", timeout: 20_000 });
  return /\d+\.\d[\w.-]*/.exec(`${stdout ?? ""}\n${stderr ?? ""}`)?.[0];
}

/** Major and minor of `v6.0.1`, `6.0`, `8.2.3`. */
export function majorMinor(version: string): [major: number, minor: number] | undefined {
  const match = /^v?(\d+)\.(\d+)/.exec(version);
  return match ? [Number(match[1]), Number(match[2])] : undefined;
}
