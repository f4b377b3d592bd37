/** `npm run doctor`: what is installed, which version, what is missing and how to get it. */
import Table from "cli-table3";
import { Command, Option } from "commander";
import pc from "picocolors";
import { examine, exitCode, type Finding, type Goal, goals } from "./doctor/checks.ts";
import { runCommand } from "./lib/main.ts";
import { plainTable } from "./lib/plain-table.ts";

const { for: goal, json } = new Command("npm run doctor --")
  .description("Looks at what the project can use on this machine.")
  .addOption(
    new Option("--for <goal>", "what must be there for exit code 0")
      .choices([...goals, "all"])
      .default("board"),
  )
  .option("--json", "print one JSON array")
  .addHelpText(
    "after",
    `
Goals: board, the virtual board (npm start, npm test); tests, the brokers that tests use where they find them;
esp32, building for a real board; wokwi, scenarios in Wokwi's cloud.
Exit code: 0 when nothing is missing for the goal, 1 otherwise.`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<{ for: Goal | "all"; json?: boolean }>();

const marks: Readonly<Record<Finding["state"], string>> = {
  found: pc.green("ok"),
  doubtful: pc.yellow("?"),
  missing: pc.red("missing"),
};

const titles: Readonly<Record<Goal, string>> = {
  board: "virtual board",
  tests: "tests",
  esp32: "ESP32",
  wokwi: "Wokwi",
};

function report(findings: readonly Finding[]): string {
  const table = new Table({ ...plainTable, head: ["for", "what", "", "found"] });
  let last: Goal | undefined;
  for (const { name, goal: its, state, detail } of findings) {
    table.push([its === last ? "" : pc.bold(titles[its]), name, marks[state], detail || "-"]);
    last = its;
  }
  const todo = findings
    .filter(({ advice }) => advice !== "")
    .map(({ name, advice }) => `  ${name}: ${advice}`);
  return [
    table.toString().replace(/ +$/gm, ""),
    ...(todo.length > 0 ? ["", "To do, for what you want of it:"] : []),
    ...todo,
    "",
  ].join("\n");
}

await runCommand(
  async () => {
    const findings = await examine();
    process.stdout.write(json ? `${JSON.stringify(findings, undefined, 2)}\n` : report(findings));
    return exitCode(findings, goal);
  },
  async () => {},
);
