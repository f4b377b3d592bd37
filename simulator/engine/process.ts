/** An engine in a process of its own: the pipes are read and written synchronously. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Transport } from "./transport.ts";

/** Two named pipes, already nameless when this returns: nothing is left behind however the process ends. */
function pipes(): { boardIn: number; boardOut: number; worldIn: number; worldOut: number } {
  const folder = mkdtempSync(join(tmpdir(), "vigia-"));
  try {
    const [down, up] = [join(folder, "down"), join(folder, "up")];
    execFileSync("mkfifo", ["-m", "600", down, up]);
    const ends = [down, up].map((path) => {
      const opener = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const writer = openSync(path, constants.O_WRONLY);
      const reader = openSync(path, constants.O_RDONLY);
      closeSync(opener);
      return { reader, writer };
    });
    return {
      boardIn: ends[0]!.reader,
      worldOut: ends[0]!.writer,
      worldIn: ends[1]!.reader,
      boardOut: ends[1]!.writer,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export class EngineProcess implements Transport {
  readonly #child: ChildProcess;
  readonly #in: number;
  readonly #out: number;

  /** @param path the program that build.ts made */
  constructor(path: string) {
    const { boardIn, boardOut, worldIn, worldOut } = pipes();
    this.#child = spawn(path, [], {
      stdio: ["ignore", "ignore", "inherit", boardIn, boardOut],
      env: {},
      detached: true,
    });
    this.#child.on("error", () => {});
    closeSync(boardIn);
    closeSync(boardOut);
    this.#in = worldIn;
    this.#out = worldOut;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(bytes: Uint8Array): void {
    try {
      for (let offset = 0; offset < bytes.length; ) offset += writeSync(this.#out, bytes, offset);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EPIPE") throw error;
    }
  }

  receive(buffer: Buffer, offset: number): number {
    return readSync(this.#in, buffer, offset, buffer.length - offset, null);
  }

  close(): void {
    closeSync(this.#out);
    closeSync(this.#in);
    this.#child.kill("SIGKILL");
    this.#child.unref();
  }
}
