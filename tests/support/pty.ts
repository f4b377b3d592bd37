/** Pseudo-terminals, by the helper in pty.c: a serial cable that can be pulled, and a person's terminal. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const source = join(import.meta.dirname, "pty.c");

export interface PTY {
  /** A name for serial ports, in the helper's folder. */
  readonly port: string;
  /** The cable is plugged in: what the PC sends goes to `onBytes`. */
  plug(onBytes: (bytes: Buffer) => void): Promise<Cable>;
  /** A program with a terminal of its own. */
  terminal(...command: string[]): ChildProcess;
  remove(): void;
}

export interface Cable {
  /** From the board to the PC. */
  write(text: string): void;
  unplug(): Promise<void>;
}

/** Builds the helper. @throws Error where there is no C compiler */
export function makePTY(): PTY {
  const folder = mkdtempSync(join(tmpdir(), "vigia-pty-"));
  const program = join(folder, "pty");
  const { status, stderr } = spawnSync(process.env.CC ?? "cc", ["-Wall", "-Wextra", "-o", program, source], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`pty.c does not compile:\n${stderr}`);
  const port = join(folder, "tty");
  return {
    port,
    async plug(onBytes) {
      const helper = spawn(program, [port], { stdio: ["pipe", "pipe", "pipe"] });
      helper.stdout.on("data", onBytes);
      helper.stdin.on("error", () => {});
      await once(helper.stderr, "data");
      return {
        write: (text) => void helper.stdin.write(text),
        async unplug() {
          if (helper.exitCode !== null || helper.signalCode !== null) return;
          const gone = once(helper, "exit");
          helper.kill();
          await gone;
        },
      };
    },
    terminal: (...command) => spawn(program, ["--", ...command], { stdio: ["pipe", "pipe", "inherit"] }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
