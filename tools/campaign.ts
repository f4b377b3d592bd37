/** `npm run campaign`: many runs of the node in virtual time, each with faults of its own, under rules. */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { Campaigning } from "./campaign/campaigning.ts";
import { listing } from "./campaign/listing.ts";
import { runOne } from "./campaign/one.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { count, duration, fileName, identifiers, names, seed, settings } from "./lib/values.ts";

export interface CampaignOptions {
  seeds: number;
  from: number;
  days: number;
  jobs: number;
  report: string;
  shrink?: boolean;
  resume?: boolean;
  restart?: boolean;
  defect?: string;
  config?: Record<string, unknown>;
  manifest: string;
  diagram: string;
  seed?: number;
  only?: number[];
  variations?: string[];
  until?: number;
  trace?: string;
  vcd?: string;
  list?: boolean;
}

const command = new Command("npm run campaign --")
  .description(
    "Runs the node's firmware in virtual time, once a seed, with the faults that the seed draws, and holds rules\nagainst every event: each press is acknowledged in order, nothing grows, and so on.",
  )
  .option("--seeds <count>", "how many runs", count, 100)
  .option("--days <count>", "virtual days of each run", count, 1)
  .option("--from <seed>", "the first seed", seed, 1)
  .option("--jobs <count>", "runs at the same time", count, availableParallelism())
  .option("--shrink", "reduce each seed that fails to the fewest faults")
  .option("--report <folder>", "where report and state go", fileName, "build/campaign")
  .option("--resume", "go on with the campaign in that folder")
  .option("--restart", "throw the campaign in that folder away")
  .option("--defect <name>", "put a deliberate defect into the firmware, and stop when it is found; or: all")
  .option("--config <name=value>", "another setting than the manifest's; may be repeated", settings)
  .option("--manifest <file>", "the firmware", fileName, "manifest.json")
  .option("--diagram <file>", "the board as drawn", fileName, "diagram.json")
  .option("--seed <seed>", "one run only, told in full; with the options below", seed)
  .option("--only <ids>", "only these steps of its plan, as in 3,17; or: none", identifiers)
  .option("--variations <names>", "these variations instead of those drawn; or: none", names)
  .option("--until <time>", "end it there, as in 3h", duration)
  .option("--trace <file>", "write a trace to read, each MQTT packet in it")
  .option("--vcd <file>", "write the pins' levels for GTKWave or PulseView")
  .option("--list", "print all faults, variations, rules and defects")
  .addHelpText(
    "after",
    `
Progress goes to standard error, one line a failure, with the command that runs it again, to standard output.
Ctrl-C keeps what is done: --resume goes on.
Exit code: 0 if every rule held (with --defect: if the defect was found), 1 if not, 130 after Ctrl-C.

Examples:
  npm run campaign -- --seeds 1000 --days 1 --shrink
  npm run campaign -- --seed 17 --trace trace.txt
  npm run campaign -- --defect leak --seeds 200`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse();
const options = command.opts<CampaignOptions>();

for (const name of ["only", "variations", "until", "trace", "vcd"] as const)
  if (options[name] !== undefined && options.seed === undefined)
    command.error(`error: --${name} needs --seed`);
if (options.resume && options.restart) command.error("error: --resume or --restart, not both");

let campaigning: Campaigning | undefined;
let stopped = false;

await runCommand(
  async () => {
    if (options.list) {
      process.stdout.write(listing());
      return 0;
    }
    const engine = await engineWithProgress("in-process");
    if (options.seed !== undefined) return await runOne(engine, options, options.seed, () => stopped);
    campaigning = new Campaigning(engine, options);
    return await campaigning.run();
  },
  async () => {
    stopped = true;
    campaigning?.close();
  },
);
