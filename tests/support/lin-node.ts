/**
 * The node built by the SDK's own tools for Linux (`mcconfig -p lin`), where the SDK is installed: XS, timers,
 * sockets and MQTT client are the SDK's, pins and Wi-Fi are those of lin/. It runs without a window.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { project } from "./xs-program.ts";

const { MODDABLE } = process.env;
const out = join(project, "build", "lin");
const loader = join(out, "loader");
/** build.NAME of manifest.json. */
const program = join(out, "bin", "lin", "mc", "release", "vigia", "mc.so");

const tools = () => join(MODDABLE!, "build", "bin", "lin", "release");
const environment = () => ({
  ...process.env,
  PATH: [join(project, "node_modules", ".bin"), tools(), process.env.PATH].join(delimiter),
});

function run(tool: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    cwd: project,
    env: environment(),
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { status, output: error?.message ?? stdout + stderr };
}

const glib = () => run("pkg-config", ["--cflags", "--libs", "glib-2.0"]);

/** Why the node cannot be built here, or false. */
export function skipWithoutSDK(): string | false {
  if (!MODDABLE) return "the Moddable SDK is not installed (MODDABLE is not set)";
  if (run("mcconfig", []).status === null) return `mcconfig is not in ${tools()}`;
  return glib().status === 0 ? false : "GLib is not installed (Debian: apt install libglib2.0-dev)";
}

/**
 * Builds the node, or what has changed of it.
 * @returns the shared object
 */
export function buildLin(config: Readonly<Record<string, string | number>>): string {
  mkdirSync(out, { recursive: true });
  const settings = Object.entries(config).map(([key, value]) => `${key}=${value}`);
  const built = run("mcconfig", ["-m", "-p", "lin", "-t", "build", "-o", out, ...settings]);
  assert.equal(built.status, 0, built.output.split("\n").slice(-30).join("\n"));
  const linked = run(process.env.CC ?? "cc", [
    ...["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-DmxLinux=1"],
    ...["-isystem", join(MODDABLE!, "build", "simulators", "modules")],
    ...["-o", loader, join(project, "tests", "lin", "loader.c")],
    ...glib().output.trim().split(/\s+/),
    "-ldl",
  ]);
  assert.equal(linked.status, 0, linked.output);
  return program;
}

export interface LinNode {
  readonly child: ChildProcess;
  readonly lines: string[];
  close(): Promise<void>;
}

export function startLin(program: string): LinNode {
  const child = spawn(loader, [program], { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => void lines.push(line));
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  return {
    child,
    lines,
    close() {
      child.kill();
      return ended;
    },
  };
}
