/** `npm run wokwi`: the scenarios in Wokwi's cloud, and whether its serial log is the virtual board's. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import pc from "picocolors";
import { readDiagram } from "../simulator/diagram/diagram.ts";
import { loadFirmware } from "../simulator/firmware/firmware.ts";
import { readScenario, type Scenario } from "../simulator/scenario/scenario.ts";
import { readWokwiToml } from "../simulator/wokwi/wokwi-toml.ts";
import { engineWithProgress } from "./lib/engine-progress.ts";
import { runCommand } from "./lib/main.ts";
import { checkBroker, openVirtual, type SimulationSource } from "./lib/simulations.ts";
import { scenarioFiles, simulatedTime } from "./scenario/arguments.ts";
import { runFile } from "./scenario/run-file.ts";
import { type Comparison, compareLogs } from "./wokwi/compare.ts";
import { findWokwiCLI, runInCloud } from "./wokwi/wokwi-cli.ts";

interface Options {
  build: boolean;
  timeout: number;
}

const project = fileURLToPath(new URL("..", import.meta.url));
const tokenVariable = "WOKWI_CLI_TOKEN";
const timedOut = 42;

const program = new Command("npm run wokwi --")
  .description("Builds the firmware, runs the scenarios in Wokwi's cloud and compares its serial log.")
  .argument("[files...]", "the scenarios; all of wokwi/*.test.yaml without any")
  .option("--no-build", "run what was built before")
  .option("--timeout <time>", "simulated time for a scenario, in ms or as 30s", simulatedTime, 30e6)
  .addHelpText(
    "after",
    `
It needs wokwi-cli (https://docs.wokwi.com/wokwi-ci/cli-installation) and, in ${tokenVariable}, a token from
https://wokwi.com/dashboard/ci. A cloud run takes simulation minutes of your plan. See docs/wokwi.md.
Exit code: 0 if all passed and the logs tell the same, 42 if one timed out, else 1.`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();

const colours = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
const say = (text: string) => void process.stdout.write(`${text}\n`);
const abort = new AbortController();
const folder = mkdtempSync(join(tmpdir(), "vigia-wokwi-"));

/** @throws Error with all that is missing */
function wokwiCLI(): string {
  const found = findWokwiCLI();
  const missing = [
    ...(found ? [] : ["wokwi-cli is not installed (https://docs.wokwi.com/wokwi-ci/cli-installation)"]),
    ...(process.env[tokenVariable] ? [] : [`${tokenVariable} is not set (https://wokwi.com/dashboard/ci)`]),
  ];
  if (!found || missing.length > 0)
    throw new Error(`${missing.join("; ")}. Without them: npm run scenario, on the virtual board.`);
  return found;
}

/** @throws Error when it fails */
function build(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "--silent", "build:esp32"], {
      cwd: project,
      stdio: "inherit",
      signal: abort.signal,
    });
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve()
        : reject(new Error("npm run build:esp32 failed; --no-build runs what was built before")),
    );
  });
}

/** @throws Error naming what wokwi.toml names and is not there */
function checkImages(): void {
  const { firmware, elf } = readWokwiToml(join(project, "wokwi.toml"));
  for (const name of [firmware, elf])
    if (name !== undefined && !existsSync(join(project, name)))
      throw new Error(`wokwi.toml names ${name}, which does not exist: run npm run build:esp32`);
}

async function boardLog(source: SimulationSource, scenario: Scenario, timeout: number): Promise<string> {
  const ignore = () => {};
  const { serial } = await runFile(scenario, {
    timeout,
    open: (events) => openVirtual(source, events),
    onOpen: ignore,
    onStep: ignore,
    onSerial: ignore,
    onNote: ignore,
  });
  return serial;
}

function tell(file: string, { subjects, lines, differences }: Comparison): void {
  if (differences.length === 0) {
    say(colours.green(`${file}: the same on both: ${lines} lines of ${subjects} subjects`));
    return;
  }
  say(colours.red(`${file}: the logs differ`));
  for (const { subject, board, wokwi } of differences) {
    say(`  ${subject}`);
    say(`    virtual board: ${board ?? "(nothing more)"}`);
    say(`    Wokwi:         ${wokwi ?? "(nothing more)"}`);
  }
}

await runCommand(
  async () => {
    const options = program.opts<Options>();
    const cli = wokwiCLI();
    const scenarios = scenarioFiles(program.args).map(readScenario);
    if (options.build) await build();
    checkImages();
    const source = {
      engine: await engineWithProgress("in-process"),
      firmware: await loadFirmware(join(project, "manifest.json")),
      diagram: readDiagram(join(project, "diagram.json")),
      seed: 1,
    };
    checkBroker(source.firmware.config, true, undefined);
    const codes: number[] = [];
    for (const scenario of scenarios) {
      const { file } = scenario;
      say(colours.bold(`${file}: ${scenario.name}`));
      const { code, serial } = await runInCloud(cli, {
        scenario: resolve(file),
        timeout: options.timeout / 1000,
        serialLogFile: join(folder, `${basename(dirname(file))}-${basename(file)}.log`),
        project,
        signal: abort.signal,
      });
      codes.push(code);
      if (code !== 0) {
        say(colours.red(`${file}: ${code === timedOut ? "timed out" : "failed"} in Wokwi`));
        continue;
      }
      const comparison = compareLogs(await boardLog(source, scenario, options.timeout), serial);
      tell(file, comparison);
      if (comparison.differences.length > 0) codes.push(1);
    }
    if (codes.every((code) => code === 0)) return 0;
    return codes.every((code) => code === 0 || code === timedOut) ? timedOut : 1;
  },
  async () => {
    abort.abort();
    rmSync(folder, { recursive: true, force: true });
  },
);
