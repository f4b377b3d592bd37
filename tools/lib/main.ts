/** What every command does alike: end tidily on Ctrl-C, and tell errors in a sentence. */
import { constants } from "node:os";

/** Errors that are the program's own fault keep their stack. */
const isUsers = (error: Error): boolean =>
  error.constructor !== TypeError &&
  error.constructor !== ReferenceError &&
  error.constructor !== SyntaxError;

export function report(error: unknown): void {
  const known = error instanceof Error && isUsers(error);
  process.stderr.write(`vigia: ${known ? error.message : error instanceof Error ? error.stack : error}\n`);
}

/**
 * Runs a command to its exit code. On SIGINT, SIGTERM and SIGHUP `close` is called and the process ends
 * with 128 and the signal's number; a second signal ends it at once.
 */
export async function runCommand(command: () => Promise<number>, close: () => Promise<void>): Promise<void> {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      const code = 128 + constants.signals[signal];
      if (stopping) process.exit(code);
      stopping = true;
      close().then(
        () => process.exit(code),
        () => process.exit(code),
      );
    });
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") close().finally(() => process.exit(0));
  });
  let code: number;
  try {
    code = await command();
  } catch (error) {
    report(error);
    code = 1;
  }
  if (stopping) return;
  await close().catch(report);
  process.exit(code);
}
