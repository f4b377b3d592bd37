/** `npm run bench`: figures of speed, memory and work, each with how it was taken. */
import { Command } from "commander";
import { engineWithProgress } from "../tools/lib/engine-progress.ts";
import { build } from "./build.ts";
import type { Group } from "./figure.ts";
import { grows } from "./growth.ts";
import { memory } from "./memory.ts";
import { press } from "./press.ts";
import { speed } from "./speed.ts";
import { start } from "./start.ts";
import { table } from "./table.ts";
import { work } from "./work.ts";

const options = new Command("npm run bench --")
  .description("Measures the node on the virtual board. A ~ marks what the PC's clock or memory decides.")
  .argument(
    "[groups...]",
    "only these: start, press, build, memory, work, speed; growth takes minutes and must be named",
  )
  .option("--json", "print one JSON object")
  .option("--install", "measure npm ci too")
  .parse();
const { json, install = false } = options.opts<{ json?: boolean; install?: boolean }>();

const groups: Record<string, Group> = {
  start,
  press,
  build: build(install),
  memory,
  work,
  speed,
  growth: grows,
};
const wanted =
  options.args.length > 0 ? options.args : Object.keys(groups).filter((name) => name !== "growth");
for (const name of wanted)
  if (!groups[name]) options.error(`there is no group ${name}; there are ${Object.keys(groups).join(", ")}`);

await engineWithProgress();
await engineWithProgress("in-process");
const results: Record<string, unknown> = {};
for (const name of wanted) {
  const { title, measure } = groups[name]!;
  const figures = await measure();
  results[name] = figures;
  if (!json) process.stdout.write(`${table(title, figures)}\n`);
}
if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
process.exit(0);
