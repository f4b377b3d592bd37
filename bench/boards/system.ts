/** What the operating system knows of processes, and of the machine. */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";

/** Linux counts a process's time in hundredths of a second. */
const tick = 0.01;

/** Seconds of the processor that a process has had; undefined where there is no /proc. */
export function processorTime(pid: number): number | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The program's name, in parentheses, may have spaces; proc(5) counts it as the second field.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tick;
}

/** Milliseconds, of all processors together, since the machine's start. */
export interface MachineTime {
  readonly busy: number;
  readonly idle: number;
}

export function machineTime(): MachineTime {
  let busy = 0;
  let idle = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    idle += times.idle;
  }
  return { busy, idle };
}

/** @throws Error when a process may not open so many files: each connection is one */
export function demandOpenFiles(count: number): void {
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft: number | "unlimited" } };
  };
  const most = userLimits?.open_files?.soft;
  if (typeof most === "number" && most < count)
    throw new Error(`a process may open ${most} files here, and ${count} are needed: ulimit -n ${count}`);
}
