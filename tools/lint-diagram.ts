/** `npm run lint:diagram`: the diagram as Wokwi and the virtual board will see it, and wokwi.toml beside it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Command } from "commander";
import pc from "picocolors";
import { parseDiagram } from "../simulator/diagram/diagram.ts";
import { makeNetlist } from "../simulator/diagram/netlist.ts";
import { DiagramError, formatProblem } from "../simulator/diagram/problems.ts";
import { type Finding, lintDiagram } from "../simulator/wokwi/lint/lint.ts";
import { readWokwiToml } from "../simulator/wokwi/wokwi-toml.ts";
import { report, runCommand } from "./lib/main.ts";

interface Options {
  ignoreWarnings?: boolean;
  warningsAsErrors?: boolean;
}

const program = new Command("npm run lint:diagram --")
  .description("Checks diagrams by the rules of Wokwi's lint, and whether the virtual board can build them.")
  .argument("[files...]", "the diagrams", ["diagram.json"])
  .option("--ignore-warnings", "tell errors only")
  .option("--warnings-as-errors", "warnings make the exit code 1 too")
  .addHelpText(
    "after",
    `
A wokwi.toml beside a diagram is checked with it.
Exit code: 0 if there is no error, 1 otherwise.`,
  )
  .showHelpAfterError("(--help lists the options)")
  .parse();

const { ignoreWarnings = false, warningsAsErrors = false } = program.opts<Options>();
const colours = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
const paint = { error: colours.red, warning: colours.yellow, info: colours.dim };

/** What the virtual board says of a diagram that Wokwi takes. */
function boardFindings(text: string, file: string): Finding[] {
  try {
    makeNetlist(parseDiagram(text, file));
    return [];
  } catch (error) {
    if (!(error instanceof DiagramError)) throw error;
    return error.problems.map((problem) => ({ ...problem, rule: "virtual-board", severity: "error" }));
  }
}

function findingsOf(file: string): Finding[] {
  const text = readFileSync(file, "utf8");
  const findings = lintDiagram(text, file);
  return findings.some(({ severity }) => severity === "error")
    ? findings
    : [...findings, ...boardFindings(text, file)];
}

/** @returns whether a wokwi.toml beside the diagram is as it must be, or there is none */
function checkConfiguration(diagram: string): boolean {
  const file = join(dirname(diagram), "wokwi.toml");
  if (!existsSync(file)) return true;
  try {
    readWokwiToml(file);
    return true;
  } catch (error) {
    report(error);
    return false;
  }
}

await runCommand(
  async () => {
    let [errors, warnings] = [0, 0];
    const files = program.processedArgs[0] as string[];
    for (const file of files) {
      if (!checkConfiguration(file)) errors++;
      for (const finding of findingsOf(file)) {
        const { severity, rule } = finding;
        if (severity === "error") errors++;
        if (severity === "warning") warnings++;
        if (severity !== "error" && ignoreWarnings) continue;
        process.stdout.write(`${formatProblem(finding)} ${paint[severity](`[${severity}: ${rule}]`)}\n`);
      }
    }
    process.stdout.write(`${files.join(", ")}: ${errors} errors, ${warnings} warnings\n`);
    return errors > 0 || (warningsAsErrors && warnings > 0) ? 1 : 0;
  },
  async () => {},
);
