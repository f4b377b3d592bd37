/**
 * The project as somebody has it who has just cloned it: a copy without .env, without what runs, in a folder of
 * its own, so that a test's tools find each other there and nothing else.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./xs-program.ts";

const left = new Set(["node_modules", "build", ".git", ".env", "coverage", "tests", "bench"]);

export interface Checkout {
  readonly folder: string;
  /** Starts a tool, `tools/NAME.ts`, in the folder. */
  tool(name: string, args?: readonly string[], environment?: Record<string, string>): Tool;
  /** Ends what still runs, and removes the folder. */
  remove(): Promise<void>;
}

export interface Tool {
  readonly child: ChildProcess;
  /** Standard output and standard error, so far. */
  readonly output: { stdout: string; stderr: string };
  /** The exit code, or the signal, or why it could not start. */
  readonly ended: Promise<number | string>;
  /** Resolves when standard output or standard error has such text; rejects when the tool ends before, or hangs. */
  said(pattern: RegExp): Promise<void>;
}

/** For what a tool says, in milliseconds: far more than it needs, to fail instead of to hang. */
const patience = 40_000;

/** @param child with pipes for what it prints */
export function follow(child: ChildProcess): Tool {
  const output = { stdout: "", stderr: "" };
  const waiting = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const)
    child[name]!.setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const wake of [...waiting]) wake();
    });
  const ended = new Promise<number | string>((resolve) => {
    child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown"));
    child.on("error", (error) => resolve(error.message));
  });
  const said = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!pattern.test(output.stdout) && !pattern.test(output.stderr)) return;
        waiting.delete(check);
        clearTimeout(timer);
        resolve();
      };
      const missing = (how: string) =>
        reject(new Error(`${how} and never said ${pattern}:\n${output.stdout}${output.stderr}`));
      const timer = setTimeout(() => missing(`it runs for ${patience / 1000} s`), patience);
      waiting.add(check);
      void ended.then((code) => {
        clearTimeout(timer);
        missing(`it ended with ${code}`);
      });
      check();
    });
  return { child, output, ended, said };
}

/** The environment without what the developer has configured. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("VIGIA_"));
  return { ...Object.fromEntries(others), ...extra };
}

export function makeCheckout(): Checkout {
  const folder = mkdtempSync(join(tmpdir(), "vigia-checkout-"));
  for (const name of readdirSync(project).filter((each) => !left.has(each)))
    cpSync(join(project, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.endsWith(join("broker", "local")),
    });
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "build"));
  if (existsSync(join(project, "build", "engine")))
    symlinkSync(join(project, "build", "engine"), join(folder, "build", "engine"));
  const tools = new Set<Tool>();
  return {
    folder,
    tool(name, args = [], environment = {}) {
      const child = spawn(process.execPath, ["--import", "tsx", join("tools", `${name}.ts`), ...args], {
        cwd: folder,
        stdio: ["ignore", "pipe", "pipe"],
        env: cleanEnvironment(environment),
      });
      const tool = follow(child);
      tools.add(tool);
      return tool;
    },
    async remove() {
      for (const { child, ended } of tools) {
        // Killed outright, a broker's tool would leave its Mosquitto.
        child.kill("SIGTERM");
        const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
        await ended;
        clearTimeout(timer);
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
