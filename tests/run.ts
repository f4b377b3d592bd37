/**
 * `npm test`: builds the engine once, then runs every *.test.ts, or those whose path contains an argument. What
 * takes minutes, *.long.test.ts, runs when it is named, and with --all.
 */
import { readdirSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";
import { engineWithProgress } from "../tools/lib/engine-progress.ts";
import { report } from "../tools/lib/main.ts";

/** For one file, in milliseconds, to fail instead of to hang; mcconfig, the slowest, has taken 250 s. */
const patience = 600_000;

const folder = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2).filter((argument) => argument !== "--all");
const all = process.argv.includes("--all") || wanted.length > 0;
const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => resolve(join(folder, name)))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort()
  // The slowest are in tools/ and xs: started last, they would be waited for.
  .reverse();
const files = found.filter((name) => all || !name.endsWith(".long.test.ts"));
const left = found.filter((name) => !files.includes(name)).map((name) => relative(folder, name));

// What the developer has configured is none of the tests' business.
for (const name of Object.keys(process.env))
  if (name.startsWith("VIGIA_") && name !== "VIGIA_NO_SKIP") delete process.env[name];
process.env.VIGIA_ENV = "";

if (files.length === 0) {
  process.stderr.write(`no test's path contains ${wanted.join(" or ")}\n`);
  process.exit(1);
}
try {
  await engineWithProgress();
  await engineWithProgress("in-process");
} catch (error) {
  report(error);
  process.exit(1);
}
// More than processors: many wait for the clock most of the time.
run({ files, concurrency: 4, timeout: patience })
  .on("test:fail", () => {
    process.exitCode = 1;
  })
  .compose(new spec())
  .on("end", () => {
    if (left.length > 0) process.stdout.write(`left out, too long: ${left.join(", ")} (npm test -- --all)\n`);
  })
  .pipe(process.stdout);
