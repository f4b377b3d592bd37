/** Debian's Mosquitto on a free port of loopback, with a folder of its own; ended by `close`. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Debian puts servers where a user's PATH does not look. */
const path = `${process.env.PATH}:/usr/sbin:/usr/local/sbin`;

/** Why a test that needs these programs is skipped, or false; where CI sets VIGIA_NO_SKIP nothing is. */
export function skipWithout(...programs: string[]): string | false {
  const missing = programs.filter(
    (program) => spawnSync(program, ["-h"], { env: { ...process.env, PATH: path } }).error !== undefined,
  );
  if (missing.length === 0 || process.env.VIGIA_NO_SKIP) return false;
  return `${missing.join(" and ")} not installed (Debian: apt install mosquitto mosquitto-clients)`;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when something listens; rejects after so many milliseconds, or when the server has ended. */
export async function listening(port: number, child: ChildProcess, patience = 5000): Promise<void> {
  const until = Date.now() + patience;
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1")
        .on("connect", () => {
          socket.destroy();
          resolve(true);
        })
        .on("error", () => resolve(false));
    });
    if (open) return;
    if (child.exitCode !== null) throw new Error(`the broker ended with ${child.exitCode}`);
    if (Date.now() > until) throw new Error(`nothing listens on port ${port}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface MosquittoOptions {
  /** Lines of mosquitto.conf beside the listener. */
  lines?: readonly string[];
  port?: number;
  /** Kept by the caller when it is given: a broker can be started on its data again. */
  folder?: string;
}

export interface Mosquitto {
  readonly host: string;
  readonly port: number;
  readonly child: ChildProcess;
  readonly folder: string;
  close(): Promise<void>;
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const { lines = ["allow_anonymous true"] } = options;
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "vigia-mosquitto-"));
  const port = options.port ?? (await freePort());
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, [`listener ${port} 127.0.0.1`, "user root", ...lines, ""].join("\n"));
  const child = spawn("mosquitto", ["-c", file], { stdio: "ignore", env: { ...process.env, PATH: path } });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    // Without a program there is no "close"; `listening` finds nobody.
    child.once("error", () => resolve());
  });
  const close = async () => {
    child.kill("SIGCONT");
    child.kill();
    await ended;
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, child);
  } catch (error) {
    await close();
    throw error;
  }
  return { host: "127.0.0.1", port, child, folder, close };
}
