/** `npm run flash`: writes what `npm run build:esp32` built to the board at a serial port. */
import { Command } from "commander";
import pc from "picocolors";
import { builtImages, esptoolArguments, esptoolOrFail, plan, type Writing, write } from "./flash/flash.ts";
import { runCommand } from "./lib/main.ts";
import { baudRate } from "./lib/values.ts";
import { choosePort, describePort, listPorts } from "./serial/ports.ts";
import { defaultBoard, projectFolder } from "./toolchain/outputs.ts";
import { ToolchainError } from "./toolchain/problem.ts";

interface Options {
  board: string;
  instrumented?: boolean;
  port?: string;
  baud: number;
  list?: boolean;
  dryRun?: boolean;
}

const options = new Command("npm run flash --")
  .description("Writes the built firmware to the board; what the node has stored (settings, alarms) stays.")
  .option("--board <board>", "whose build: as with build:esp32", defaultBoard)
  .option("--instrumented", "the instrumented build")
  .option("--port <port>", "serial port; without it the only one there is")
  .option("--baud <rate>", "speed of writing", baudRate, 460_800)
  .option("--list", "list the serial ports and end")
  .option("--dry-run", "say what would be written, and write nothing")
  .addHelpText(
    "after",
    `
Exit code: 0 when all is written and read back right (esptool compares checksums), 1 otherwise.
If the board does not answer: hold its BOOT button while esptool says "Connecting". If the port is refused on
Linux: sudo usermod -a -G dialout $USER, then log in again.`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

const say = (text: string) => void process.stdout.write(`${text}\n`);
let writing: Writing | undefined;

async function list(): Promise<number> {
  const ports = await listPorts();
  for (const port of ports) say(describePort(port));
  if (ports.length === 0) throw new ToolchainError("no serial port found");
  return 0;
}

await runCommand(
  async () => {
    if (options.list) return list();
    const kind = options.instrumented ? "instrument" : "release";
    const images = builtImages(options.board, kind, projectFolder);
    const port = choosePort(options.port, options.port === undefined ? await listPorts() : []);
    const esptool = esptoolOrFail(process.env);
    say(`To the ${images.chip} at ${pc.bold(port)}, ${kind} build, with esptool ${esptool.version}:`);
    for (const line of plan(images)) say(`  ${line}`);
    const command = esptoolArguments(images, esptool, port, options.baud);
    if (options.dryRun) {
      say(`Nothing is written. The command: ${[...esptool.command, ...command].join(" ")}`);
      return 0;
    }
    writing = write(esptool, command, process.env);
    const code = await writing.done;
    if (code !== 0)
      throw new ToolchainError(
        `esptool ended with ${code}`,
        "is the port right and free, and the board in reach? Hold its BOOT button while esptool connects",
      );
    say(`${pc.green("Written.")} Now: npm run monitor`);
    return 0;
  },
  async () => writing?.kill(),
);
