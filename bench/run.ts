/** `npm run bench`: figures of speed, memory and work, each with how it was taken. */
import { Command } from "commander";
import { engineWithProgress } from "../tools/lib/engine-progress.ts";
import { report } from "../tools/lib/main.ts";
import { count as countOf, duration } from "../tools/lib/values.ts";
import { compare, readBaseline, renewBaseline } from "./baseline.ts";
import { boards } from "./boards.ts";
import { build } from "./build.ts";
import type { Figure, Group } from "./figure.ts";
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
    "only these: start, press, build, memory, work, speed; growth and boards take minutes and must be named",
  )
  .option("--boards <number>", "boards: how many", countOf, 1000)
  .option("--window <duration>", "boards: how long is measured, as in 60s", duration, 60)
  .option("--json", "print one JSON object")
  .option("--install", "measure npm ci too")
  .option(
    "--check",
    "hold the exact figures (memory, work) against bench/baseline.json: exit code 1 if one is worse by more than 2 %",
  )
  .option("--renew", "write the exact figures to bench/baseline.json")
  .parse();
const {
  json,
  install = false,
  check = false,
  renew = false,
  boards: count,
  window: seconds,
} = options.opts<{
  json?: boolean;
  install?: boolean;
  check?: boolean;
  renew?: boolean;
  boards: number;
  window: number;
}>();

const groups: Record<string, Group> = {
  start,
  press,
  build: build(install),
  memory,
  work,
  speed,
  growth: grows,
  boards: boards({ boards: count, seconds }),
};
/** They take minutes. */
const onlyNamed = ["growth", "boards"];
const wanted =
  check || renew
    ? ["memory", "work"]
    : options.args.length > 0
      ? options.args
      : Object.keys(groups).filter((name) => !onlyNamed.includes(name));
for (const name of wanted)
  if (!groups[name]) options.error(`there is no group ${name}; there are ${Object.keys(groups).join(", ")}`);

await engineWithProgress();
await engineWithProgress("in-process");
const results: Record<string, Figure[]> = {};
for (const name of wanted) {
  const { title, measure } = groups[name]!;
  const figures = await measure().catch((error: unknown) => {
    report(error);
    process.exit(1);
  });
  results[name] = figures;
  if (!json) process.stdout.write(`${table(title, figures)}\n`);
}
if (json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
if (renew) renewBaseline(Object.values(results).flat());
const complaints = check ? compare(Object.values(results).flat(), readBaseline()) : [];
for (const complaint of complaints) process.stderr.write(`worse: ${complaint}\n`);
if (complaints.length > 0) process.stderr.write("if that must be: npm run bench -- --renew\n");
process.exit(complaints.length > 0 ? 1 : 0);
