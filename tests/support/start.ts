/** `npm start` as a user runs it: a process of its own, its events read from --json. */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RunEvent } from "../../tools/start/events.ts";
import { project } from "./xs-program.ts";

export interface Started {
  readonly child: ChildProcess;
  readonly events: RunEvent[];
  /** All that was said on standard error. */
  readonly errors: () => string;
  /** The exit code, or the signal. */
  readonly ended: Promise<number | string>;
  /** Resolves with the first event that fits, past or to come. */
  until<T extends RunEvent>(fits: (event: RunEvent) => event is T): Promise<T>;
}

export function start(args: readonly string[], environment: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ["--import", "tsx", "tools/start.ts", "--json", ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const events: RunEvent[] = [];
  const waiting = new Set<(event: RunEvent) => void>();
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const event = JSON.parse(line) as RunEvent;
    events.push(event);
    for (const wait of [...waiting]) wait(event);
  });
  let errors = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  const ended = new Promise<number | string>((resolve) =>
    child.on("close", (code, signal) => resolve(code ?? signal ?? "unknown")),
  );
  return {
    child,
    events,
    errors: () => errors,
    ended,
    until: (fits) =>
      new Promise((resolve, reject) => {
        const past = events.find(fits);
        if (past) return resolve(past as never);
        const wait = (event: RunEvent) => {
          if (!fits(event)) return;
          waiting.delete(wait);
          resolve(event as never);
        };
        waiting.add(wait);
        void ended.then((code) => reject(new Error(`the run ended with ${code}: ${errors}`)));
        return undefined;
      }),
  };
}

export const isMessage = (event: RunEvent): event is RunEvent & { event: "message" } =>
  event.event === "message";

/** Payloads that a subscriber got on a topic, in order. */
export const payloads = (events: readonly RunEvent[], topic: string): string[] =>
  events.filter(isMessage).flatMap((event) => (event.topic === topic ? [event.payload] : []));
