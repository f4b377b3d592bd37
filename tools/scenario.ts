/** `npm run scenario`: Wokwi's automation scenarios on the virtual board. */
import { writeFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { readDiagram } from "../simulator/diagram/diagram.ts";
import { loadFirmware } from "../simulator/firmware/firmware.ts";
import { readScenario } from "../simulator/scenario/scenario.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { checkBroker, type OpenSimulation, openReal, openVirtual } from "./lib/simulations.ts";
import { type BrokerAddress, brokerAddress, fileName } from "./lib/values.ts";
import { scenarioFiles, scenarioFolder, simulatedTime } from "./scenario/arguments.ts";
import { junit } from "./scenario/junit.ts";
import { Report } from "./scenario/report.ts";
import { runFile, type ScenarioResult } from "./scenario/run-file.ts";

interface Options {
  real?: boolean;
  broker?: BrokerAddress;
  timeout: number;
  timeoutExitCode: number;
  seed: number;
  serial?: boolean;
  serialLogFile?: string;
  vcdFile?: string;
  junit?: string;
  diagram: string;
  manifest: string;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

const program = new Command("npm run scenario --")
  .description("Runs Wokwi's automation scenarios on the virtual board, in virtual time.")
  .argument("[files...]", `the scenarios; all of ${scenarioFolder}/*.test.yaml without any`)
  .option("--real", "in wall-clock time, with real sockets and a real broker")
  .option(
    "--broker <url>",
    "with --real: the broker at mqtt://host:port, instead of one of its own",
    brokerAddress,
  )
  .option(
    "--timeout <time>",
    "simulated time for a scenario, in ms or as 30s; 0 for no limit",
    simulatedTime,
    30e6,
  )
  .option("--timeout-exit-code <code>", "exit code when a scenario timed out", wholeNumber, 42)
  .option(
    "--seed <number>",
    "another course of chance: how a contact bounces, how long a packet takes",
    wholeNumber,
    1,
  )
  .option("--serial", "show the serial port's lines")
  .option("--serial-log-file <file>", "write what the serial port says to a file", fileName)
  .option("--vcd-file <file>", "record the pins of a scenario for GTKWave or PulseView", fileName)
  .option("--junit <file>", "write the results as JUnit XML", fileName)
  .option("--diagram <file>", "the board as drawn", fileName, "diagram.json")
  .option("--manifest <file>", "the firmware", fileName, "manifest.json")
  .addHelpText(
    "after",
    `
The firmware keeps its configuration: the broker that it names is simulated, or with --real played by another.
Exit code: 0 if all passed, 1 if one failed, else 42 if one timed out; 130 after Ctrl-C.

Examples:
  npm run scenario
  npm run scenario -- wokwi/alarm.test.yaml --serial
  npm run scenario -- wokwi/*.test.yaml --real --junit build/scenarios.xml`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();

let current: OpenSimulation | undefined;

await runCommand(
  async () => {
    const options = program.opts<Options>();
    if (options.broker && !options.real)
      throw new Error("--broker goes with --real: virtual time has its own broker");
    const scenarios = scenarioFiles(program.args).map(readScenario);
    const { serialLogFile, vcdFile, junit: junitFile } = options;
    if ((serialLogFile || vcdFile) && scenarios.length !== 1)
      throw new Error("--serial-log-file and --vcd-file go with one scenario: name its file");
    const diagram = readDiagram(options.diagram);
    const engine = await engineWithProgress(options.real ? "process" : "in-process");
    const firmware = await loadFirmware(options.manifest);
    checkBroker(firmware.config, !options.real, options.broker);
    const source = { engine, firmware, diagram, seed: options.seed };
    const report = new Report({
      write: (text) => void process.stdout.write(text),
      colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
      serial: options.serial === true,
    });
    const results: ScenarioResult[] = [];
    for (const scenario of scenarios) {
      report.begin(scenario);
      const result = await runFile(scenario, {
        timeout: options.timeout,
        record: vcdFile !== undefined,
        open: (events) =>
          options.real ? openReal(source, events, options.broker) : openVirtual(source, events),
        onOpen(open) {
          current = open;
          const { host, port } = open.broker ?? {};
          if (host) report.note(`${firmware.config.broker} is played by mqtt://${host}:${port}`, 0);
        },
        onStep: (step) => report.step(step),
        onSerial: (text, at) => report.serial(text, at),
        onNote: (text, at) => report.note(text, at),
      });
      current = undefined;
      results.push(result);
      report.end(result);
    }
    report.sum(results);
    if (serialLogFile) writeFileSync(serialLogFile, results[0]!.serial);
    if (vcdFile) writeFileSync(vcdFile, results[0]!.vcd!);
    if (junitFile) writeFileSync(junitFile, junit(results));
    if (results.some(({ outcome }) => outcome === "failed")) return 1;
    return results.some(({ outcome }) => outcome === "timeout") ? options.timeoutExitCode : 0;
  },
  async () => current?.close(),
);
