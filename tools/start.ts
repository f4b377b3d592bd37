/** `npm start`: the node on the virtual board, with a broker and what a subscriber sees of it. */
import { Command } from "commander";
import { type Flags, isBaseTopic, readConfiguration } from "./lib/configuration.ts";
import { addConfigurationOptions, configurationFlags } from "./lib/configuration-options.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { duration, durations, fileName, seed, typedLines } from "./lib/values.ts";
import { JSONView, type View } from "./start/events.ts";
import { keysHelp, readKeys } from "./start/keys.ts";
import { LineView } from "./start/line-view.ts";
import { Run } from "./start/run.ts";
import { startVirtually, type VirtualOptions } from "./start/virtual.ts";

interface Options extends Flags, VirtualOptions {
  topic?: string;
  virtual?: boolean;
  json?: boolean;
}

const command = addConfigurationOptions(new Command("npm start --"), "en")
  .description(
    "Runs the node's firmware on the virtual board, in wall-clock time with a broker of its own unless one is configured, or in virtual time.",
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
  .option(
    "--virtual",
    "in virtual time, in a world of its own that is the same for the same seed; with --for",
  )
  .option("--seed <number>", "virtual: what the world is made from (default: 1)", seed)
  .option("--record <file>", "virtual: write what the run was made from and all its events")
  .option(
    "--replay <file>",
    "make a recorded run again; --until <time> ends it there and shows how all stands",
  )
  .option("--until <time>", "end of a replay, as in 3h", duration)
  .option("--trace <file>", "virtual: write a trace to read, each MQTT packet in it")
  .option("--vcd <file>", "virtual: write the pins' levels for GTKWave or PulseView")
  .addHelpText(
    "after",
    `
Configuration: these options, above VIGIA_BROKER, VIGIA_TOPIC, ... in the environment, above .env (see .env.example);
every name of "config" in manifest.json is allowed there. Virtual time takes --topic and --secure alone: a run is its
command.
On a terminal, in wall-clock time:${keysHelp}
Durations and times: a number with ms, s, m, h or d.
Exit code: 0 if there was a reading and the firmware never ended by itself (or q was typed before), 1 otherwise,
130 after Ctrl-C.

Examples:
  npm start
  npm start -- --for 15s --press 6s --press 9s --json
  npm start -- --for 20s --type "3s:intervalo 2" --type 4s:reiniciar
  npm start -- --broker mqtt://localhost:1883 --topic casa/salon
  npm start -- --virtual --seed 7 --for 30d --press 6h --record run.jsonl
  npm start -- --virtual --for 1h --secure --trace run.txt
  npm start -- --replay run.jsonl --until 6h --vcd pins.vcd`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse();
const options = command.opts<Options>();

/** Flags of a real broker. */
const ofBroker = ["broker", "port", "user", "ca", "env"] as const;

/** Options that do not go together. */
function check(): void {
  const { virtual, topic, replay, record, until, trace, vcd, type } = options;
  const refuse = (message: string) => command.error(`error: ${message}`);
  if (replay !== undefined) {
    for (const name of ["for", "press", "type", "seed", "topic", "secure", ...ofBroker, "record"] as const)
      if (options[name] !== undefined) refuse(`--replay takes --${name} from its file`);
  } else if (until !== undefined) refuse("--until needs --replay");
  else if (virtual) {
    if (options.for === undefined) refuse("--virtual needs --for, as in --for 30d");
    if (record !== undefined && type)
      refuse("--record does not keep what is typed, which may be secret: leave --type out");
    if (topic !== undefined && !isBaseTopic(topic)) refuse(`--topic: ${topic} is no base topic`);
    for (const name of ofBroker)
      if (options[name] !== undefined) refuse(`--virtual has a broker of its own: leave --${name} out`);
  } else
    for (const [name, value] of Object.entries({ seed: options.seed, record, trace, vcd }))
      if (value !== undefined) refuse(`--${name} needs --virtual`);
}
check();

const virtual = options.virtual === true || options.replay !== undefined;
const interactive =
  !options.json && !virtual && process.stdin.isTTY === true && process.stdout.isTTY === true;
const write = (text: string) => void process.stdout.write(text);

let run: Run | undefined;
let view: View | undefined;
let stopKeys: (() => void) | undefined;
let stopVirtual: (() => Promise<void>) | undefined;

async function close(): Promise<void> {
  stopKeys?.();
  await stopVirtual?.();
  await run?.close();
  view?.close();
}

await runCommand(async () => {
  const { diagram, manifest, press = [], type = [] } = options;
  const configuration = virtual
    ? undefined
    : readConfiguration({ flags: configurationFlags(options), language: "en", manifest });
  const engine = await engineWithProgress(configuration ? "process" : "in-process");
  const shown: View = options.json
    ? new JSONView(write)
    : new LineView({
        write,
        colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
        ...(interactive && { help: keysHelp }),
      });
  view = shown;
  if (!configuration) {
    const started = startVirtually(engine, options, (event) => shown.show(event));
    stopVirtual = started.stop;
    return await started.ended;
  }
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
    if (options.for !== undefined) current.at(options.for, () => resolve(false));
  });
  const asked = await quit;
  await close();
  return current.failures === 0 && (asked || current.readings > 0) ? 0 : 1;
}, close);
