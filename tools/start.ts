/** `npm start`: the node on the virtual board, with a broker and what a subscriber sees of it. */
import { Command } from "commander";
import { type Flags, readConfiguration } from "./lib/configuration.ts";
import { addConfigurationOptions, configurationFlags } from "./lib/configuration-options.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { duration, durations, fileName, type TypedLine, typedLines } from "./lib/values.ts";
import { JSONView, type View } from "./start/events.ts";
import { keysHelp, readKeys } from "./start/keys.ts";
import { LineView } from "./start/line-view.ts";
import { Run } from "./start/run.ts";

interface Options extends Flags {
  for?: number;
  press?: number[];
  type?: TypedLine[];
  diagram: string;
  manifest: string;
  json?: boolean;
}

const options = addConfigurationOptions(new Command("npm start --"), "en")
  .description(
    "Runs the node's firmware on the virtual board, in wall-clock time, with a broker of its own unless one is configured.",
  )
  .option("--for <duration>", "stop after this long, as in 12s", duration)
  .option("--press <time>", "press the button once at this time; may be repeated", durations)
  .option(
    "--type <time:line>",
    "type a line on the node's console, as in 3s:estado; may be repeated",
    typedLines,
  )
  .option("--diagram <file>", "the board as drawn", fileName, "diagram.json")
  .option("--manifest <file>", "the firmware", fileName, "manifest.json")
  .option("--json", "print one JSON object an event")
  .addHelpText(
    "after",
    `
Configuration: these options, above VIGIA_BROKER, VIGIA_TOPIC, ... in the environment, above .env (see .env.example);
every name of "config" in manifest.json is allowed there.
On a terminal:${keysHelp}
Exit code: 0 if there was a reading and the firmware never ended by itself (or q was typed before), 1 otherwise,
130 after Ctrl-C.

Examples:
  npm start
  npm start -- --for 15s --press 6s --press 9s --json
  npm start -- --for 20s --type "3s:intervalo 2" --type 4s:reiniciar
  npm start -- --broker mqtt://localhost:1883 --topic casa/salon`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

const interactive = !options.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
const write = (text: string) => void process.stdout.write(text);

let run: Run | undefined;
let view: View | undefined;
let stopKeys: (() => void) | undefined;

async function close(): Promise<void> {
  stopKeys?.();
  await run?.close();
  view?.close();
}

await runCommand(async () => {
  const { diagram, manifest, press = [], type = [] } = options;
  const configuration = readConfiguration({
    flags: configurationFlags(options),
    language: "en",
    manifest,
  });
  const engine = await engineWithProgress();
  const shown: View = options.json
    ? new JSONView(write)
    : new LineView({
        write,
        colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
        ...(interactive && { help: keysHelp }),
      });
  view = shown;
  const current = new Run({
    engine,
    manifest,
    diagram,
    configuration,
    presses: press,
    typed: type,
    onEvent: (event) => shown.show(event),
  });
  run = current;
  await current.start();
  const quit = new Promise<boolean>((resolve) => {
    if (interactive)
      stopKeys = readKeys({
        run: current,
        prompt: (line) => shown.prompt?.(line),
        quit: () => resolve(true),
        interrupt: () => process.kill(process.pid, "SIGINT"),
      });
    if (options.for !== undefined) setTimeout(() => resolve(false), options.for * 1000);
  });
  const asked = await quit;
  await close();
  return current.failures === 0 && (asked || current.readings > 0) ? 0 : 1;
}, close);
