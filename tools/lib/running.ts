/**
 * Which nodes `npm start` runs now, so that the other tools find their broker: a file for each in
 * build/running/, named after its process. A file whose process is gone says nothing, and goes.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { uptime } from "node:os";
import { join } from "node:path";
import * as v from "valibot";

const schema = v.object({
  pid: v.pipe(v.number(), v.integer()),
  /** Milliseconds since 1970. */
  started: v.number(),
  host: v.string(),
  port: v.number(),
  secure: v.boolean(),
  topic: v.string(),
});

export type Running = v.InferOutput<typeof schema>;

const defaultFolder = join("build", "running");

/** Announces this process's node. @returns takes it back; may be called twice */
export function announce(running: Omit<Running, "pid" | "started">, folder = defaultFolder): () => void {
  const file = join(folder, `${process.pid}.json`);
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify({ pid: process.pid, started: Date.now(), ...running });
  writeFileSync(`${file}.new`, `${text}\n`);
  renameSync(`${file}.new`, file);
  return () => rmSync(file, { force: true });
}

function lives({ pid, started }: Running): boolean {
  if (started < Date.now() - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

function read(file: string): Running | undefined {
  try {
    const result = v.safeParse(schema, JSON.parse(readFileSync(file, "utf8")));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

/** The nodes that run, the newest first. */
export function runningNodes(folder = defaultFolder): Running[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  const nodes: Running[] = [];
  for (const name of names.filter((each) => each.endsWith(".json"))) {
    const running = read(join(folder, name));
    if (running && lives(running)) nodes.push(running);
    else rmSync(join(folder, name), { force: true });
  }
  return nodes.sort((a, b) => b.started - a.started);
}
