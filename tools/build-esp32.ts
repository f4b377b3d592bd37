/** `npm run build:esp32`: the firmware's images for a real board, or for Wokwi. */
import { relative } from "node:path";
import Table from "cli-table3";
import { Argument, Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { Build, type Built } from "./build-esp32/build.ts";
import { imageSettings } from "./build-esp32/image-settings.ts";
import { readConfiguration } from "./lib/configuration.ts";
import { runCommand } from "./lib/main.ts";
import { plainTable } from "./lib/plain-table.ts";
import { StatusLine } from "./lib/status-line.ts";
import { triedSDK } from "./toolchain/moddable.ts";
import { type BuildKind, defaultBoard, projectFolder } from "./toolchain/outputs.ts";

interface Options {
  board: string;
  env?: string;
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
  .option("--env <file>", "configuration file (default: .env)")
  .option("--release", "what is installed (the default)")
  .option("--instrumented", "with the SDK's figures on the console, once a second")
  .addHelpText(
    "after",
    `
The SDK is taken from MODDABLE and ESP-IDF from IDF_PATH, or from where xs-dev installs them; npm run doctor tells
what is missing. What VIGIA_BROKER, VIGIA_WIFI_SSID, ... say in .env or in the environment goes into the image, and above it
the settings on the command line. Passwords and the secret stay out of it, for an image can be read: they are typed on
the node's console (wifi, broker), or here on purpose.
Exit code: 0 when all images are there, 1 otherwise.

Examples:
  npm run build:esp32
  npm run build:esp32 -- --board esp32/nodemcu --instrumented
  npm run build:esp32 -- broker=192.168.1.10 topic=casa/salon`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();
const { board, env, release = false, instrumented = false } = program.opts<Options>();
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
const typed = (program.processedArgs[0] as string[] | undefined) ?? [];
const makeBuild = (settings: readonly string[]) =>
  new Build({
    board,
    kind,
    settings,
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

let build: Build | undefined;

await runCommand(
  async () => {
    const { settings } = readConfiguration({ ...(env !== undefined && { flags: { env } }), language: "en" });
    const { image, console } = imageSettings(settings, typed);
    if (console.length > 0)
      status.say(
        `Not in the image: ${console.join(", ")}. Type them on the node's console (wifi, broker), or here as key=value.`,
      );
    build = makeBuild([...image, ...typed]);
    const built = await build.run();
    status.clear();
    process.stdout.write(summary(built));
    return 0;
  },
  async () => {
    build?.cancel();
    status.clear();
  },
);
