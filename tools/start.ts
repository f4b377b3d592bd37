/** `npm start`: the node on the virtual board, with a broker and what a subscriber sees of it. */
import { Command } from "commander";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import {
  type BrokerAddress,
  baseTopic,
  brokerAddress,
  duration,
  durations,
  fileName,
  type TypedLine,
  typedLines,
} from "./lib/values.ts";
import { JSONView, type View } from "./start/events.ts";
import { keysHelp, readKeys } from "./start/keys.ts";
import { LineView } from "./start/line-view.ts";
import { Run } from "./start/run.ts";

interface Options {
  broker?: BrokerAddress;
  for?: number;
  press?: number[];
  type?: TypedLine[];
  topic?: string;
  diagram: string;
  manifest: string;
  json?: boolean;
}

const options = new Command("npm start --")
  .description("Runs the node's firmware on the virtual board, in wall-clock time.")
  .option("--broker <url>", "use the broker at mqtt://host:port, instead of one of its own", brokerAddress)
  .option("--for <duration>", "stop after this long, as in 12s", duration)
  .option("--press <time>", "press the button once at this time; may be repeated", durations)
  .option(
    "--type <time:line>",
    "type a line on the node's console, as in 3s:estado; may be repeated",
    typedLines,
  )
  .option("--topic <base>", "the node's base topic", baseTopic)
  .option("--diagram <file>", "the board as drawn", fileName, "diagram.json")
  .option("--manifest <file>", "the firmware", fileName, "manifest.json")
  .option("--json", "print one JSON object an event")
  .addHelpText(
    "after",
    `
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
  const engine = await engineWithProgress();
  const { broker, topic, diagram, manifest, press = [], type = [] } = options;
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
    presses: press,
    typed: type,
    onEvent: (event) => shown.show(event),
    ...(broker && { broker }),
    ...(topic !== undefined && { topic }),
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
