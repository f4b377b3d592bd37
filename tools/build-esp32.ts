/** `npm run build:esp32`: the firmware's images for a real board, or for Wokwi. */
import { relative } from "node:path";
import Table from "cli-table3";
import { Argument, Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { Build, type Built } from "./build-esp32/build.ts";
import { runCommand } from "./lib/main.ts";
import { plainTable } from "./lib/plain-table.ts";
import { StatusLine } from "./lib/status-line.ts";
import { triedSDK } from "./toolchain/moddable.ts";
import { type BuildKind, defaultBoard, projectFolder } from "./toolchain/outputs.ts";

interface Options {
  board: string;
  release?: boolean;
  instrumented?: boolean;
}

function setting(text: string, previous: readonly string[] = []): string[] {
  if (!/^[a-z_]+=/.test(text))
    throw new InvalidArgumentError(
      "A setting is key=value, as in wifi_ssid=Casa; keys: config in manifest.json.",
    );
  return [...previous, text];
}

const program = new Command("npm run build:esp32 --")
  .description("Builds the firmware with the Moddable SDK and ESP-IDF.")
  .addArgument(
    new Argument("[settings...]", "key=value, to override manifest.json's config").argParser(setting),
  )
  .option("--board <board>", "as the SDK calls it: esp32, esp32/nodemcu, esp32/esp32c3 ...", defaultBoard)
  .option("--release", "what is installed (the default)")
  .option("--instrumented", "with the SDK's figures on the console, once a second")
  .addHelpText(
    "after",
    `
The SDK is taken from MODDABLE and ESP-IDF from IDF_PATH, or from where xs-dev installs them; npm run doctor tells
what is missing. A setting on the command line ends up in the image and in the shell's history: a Wi-Fi password
is better set on the node's console.
Exit code: 0 when all images are there, 1 otherwise.

Examples:
  npm run build:esp32
  npm run build:esp32 -- --board esp32/nodemcu --instrumented
  npm run build:esp32 -- broker=192.168.1.10 topic=casa/salon`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();
const { board, release = false, instrumented = false } = program.opts<Options>();
if (release && instrumented) program.error("error: --release and --instrumented exclude each other");
const kind: BuildKind = instrumented ? "instrument" : "release";

const count = new Intl.NumberFormat("en").format;

function summary({ sizes, flashSize, images }: Built): string {
  const table = new Table({
    ...plainTable,
    head: ["image", "bytes", "of", "", "since the last build"],
    colAligns: ["left", "right", "right", "right", "right"],
  });
  for (const { name, bytes, room, change } of sizes)
    table.push([
      name,
      count(bytes),
      count(room),
      `${Math.round((100 * bytes) / room)} %`,
      change === undefined ? "-" : change === 0 ? "the same" : `${change > 0 ? "+" : ""}${count(change)}`,
    ]);
  return `${table}\n\nFlash: ${flashSize}. Images: ${relative(process.cwd(), images) || "."}\nNow: npm run flash\n`;
}

const status = new StatusLine(process.stderr);
const build = new Build({
  board,
  kind,
  settings: (program.processedArgs[0] as string[] | undefined) ?? [],
  root: projectFolder,
  env: process.env,
  onTools(sdk, idf) {
    status.say(`Moddable SDK ${sdk.version} in ${sdk.folder}, ESP-IDF ${idf.version} in ${idf.folder}`);
    if (sdk.version !== triedSDK) status.say(pc.yellow(`This project was tried with SDK ${triedSDK}.`));
    status.say(`Building for ${board} (${kind}): the first time takes some minutes.`);
  },
  onStep: (step) => status.show(step),
  onWarning: (line) => status.say(pc.yellow(line)),
});

await runCommand(
  async () => {
    const built = await build.run();
    status.clear();
    process.stdout.write(summary(built));
    return 0;
  },
  async () => {
    build.cancel();
    status.clear();
  },
);
