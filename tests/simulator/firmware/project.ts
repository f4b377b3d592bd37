/** A project of its own for a test: some files in a folder that goes when the test ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";

export type Files = Readonly<Record<string, string | object>>;

export interface Project {
  readonly folder: string;
  /** The path of its manifest.json. */
  readonly manifest: string;
  path(name: string): string;
  write(files: Files): void;
}

/** @param files by name; an object is written as JSON */
export function project(t: TestContext, files: Files): Project {
  const folder = mkdtempSync(join(tmpdir(), "project-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = (name: string) => join(folder, name);
  const write = (more: Files) => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(path(name)), { recursive: true });
      writeFileSync(path(name), typeof content === "string" ? content : JSON.stringify(content));
    }
  };
  write(files);
  return { folder, manifest: path("manifest.json"), path, write };
}
