/**
 * `npm test`: builds the engine once, then runs every *.test.ts, or those whose path contains an argument.
 */
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { engineWithProgress } from "../tools/lib/engine-progress.ts";
import { report } from "../tools/lib/main.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => relative(process.cwd(), join(folder, name)))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`no test's path contains ${wanted.join(" or ")}\n`);
  process.exit(1);
}
try {
  await engineWithProgress();
} catch (error) {
  report(error);
  process.exit(1);
}
spawn(process.execPath, ["--import", "tsx", "--test", "--test-reporter=spec", ...files], {
  stdio: "inherit",
}).on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
