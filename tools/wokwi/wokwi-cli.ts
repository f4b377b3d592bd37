/** Wokwi's own command, where it is installed. */
import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

const name = process.platform === "win32" ? "wokwi-cli.exe" : "wokwi-cli";

/** Where its installer puts it, besides PATH. */
const installed = [join(homedir(), ".wokwi", "bin"), join(homedir(), "bin")];

/** @returns its path; undefined if it is not there */
export function findWokwiCLI(path = process.env.PATH ?? ""): string | undefined {
  return [...path.split(delimiter), ...installed]
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export interface CloudRun {
  readonly scenario: string;
  /** Simulated milliseconds. */
  readonly timeout: number;
  readonly serialLogFile: string;
  /** The project's folder, with wokwi.toml and diagram.json. */
  readonly project: string;
  readonly signal: AbortSignal;
}

export interface CloudResult {
  /** Its exit code: 0, 1, or 42 on time-out. */
  readonly code: number;
  /** All that the serial port said. */
  readonly serial: string;
}

/** Runs a scenario in Wokwi's cloud; its output is shown as it comes. @throws Error when it cannot be started */
export function runInCloud(program: string, run: CloudRun): Promise<CloudResult> {
  const { scenario, timeout, serialLogFile, project, signal } = run;
  const args = [
    project,
    "--scenario",
    scenario,
    "--timeout",
    `${timeout}`,
    "--serial-log-file",
    serialLogFile,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "inherit", "inherit"], signal });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, serial: readLog(serialLogFile) }));
  });
}

function readLog(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
