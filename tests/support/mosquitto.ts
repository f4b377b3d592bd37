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

/** Resolves, with how, when a program just started has ended, or could not be started: then there is no "close". */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("close", (code, signal) => resolve(`the broker ended with ${code ?? signal}`));
    child.once("error", (error) => resolve(error.message));
  });
}

/** Resolves when something listens; rejects after so many milliseconds, or when the server has ended. */
export async function listening(port: number, ended: Promise<string>, patience = 5000): Promise<void> {
  const until = Date.now() + patience;
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
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
    if (end !== undefined) throw new Error(end);
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
  const ended = endOf(child);
  const close = async () => {
    child.kill("SIGCONT");
    child.kill();
    await ended;
    if (!options.folder) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, ended);
  } catch (error) {
    await close();
    throw error;
  }
  return { host: "127.0.0.1", port, child, folder, close };
}
