/** `npm run campaign` from outside: what it finds, keeps, goes on with and refuses. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { Report } from "../../tools/campaign/report.ts";
import { project } from "../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "campaign-"));
after(() => rmSync(folder, { recursive: true }));

const quick = ["--config", "interval=60"];
const command = (args: readonly string[]) => ["--import", "tsx", "tools/campaign.ts", ...args];

function campaign(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, command(args), { cwd: project, encoding: "utf8" });
}

const reportIn = (name: string): Report =>
  JSON.parse(readFileSync(join(folder, name, "report.json"), "utf8")) as Report;

test("a campaign is gone on with, and not thrown away by mistake", () => {
  const there = join(folder, "resumed");
  const args = ["--report", there, ...quick];
  assert.equal(campaign(...args, "--seeds", "1").status, 0);
  const again = campaign(...args, "--seeds", "2");
  assert.equal(again.status, 1);
  assert.match(again.stderr, /holds a campaign: --resume goes on with it, --restart throws it away/);
  const other = campaign("--report", there, "--config", "interval=61", "--seeds", "2", "--resume");
  assert.match(other.stderr, /is of another campaign/);
  const before = readFileSync(join(there, "state.jsonl"), "utf8");
  const { status, stdout } = campaign(...args, "--seeds", "2", "--resume");
  assert.equal(status, 0);
  assert.match(stdout, /2 of 2 seeds: every rule held/);
  assert.ok(readFileSync(join(there, "state.jsonl"), "utf8").startsWith(before), "what was done is kept");
  assert.equal(reportIn("resumed").done, 2);
  const page = readFileSync(join(there, "report.html"), "utf8");
  assert.ok(page.includes("uPlot=function") || page.includes("var uPlot"), "the charts are in the page");
  assert.doesNotMatch(page, /(?:src|href)="/, "the page needs nothing else");
});

test("a defect is found, by the rule that it breaks, and the run is told with its command", () => {
  const { status, stdout } = campaign("--defect", "will-not-retained", "--seeds", "3", ...quick);
  assert.equal(status, 0, stdout);
  assert.match(stdout, /will-not-retained: found after 1 seed by retained-state\n/);
  assert.match(
    stdout,
    /# npm run campaign -- --seed \d+ --days 1 --config interval=60 --defect will-not-retained/,
  );
});

test("one run is told with what happened before a rule did not hold", () => {
  const args = ["--seed", "1", "--only", "none", "--variations", "none", "--until", "10m", ...quick];
  const good = campaign(...args, "--trace", join(folder, "trace.txt"));
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /every rule held/);
  assert.match(readFileSync(join(folder, "trace.txt"), "utf8"), /-> CONNECT/);
  const bad = campaign(...args, "--defect", "will-not-retained");
  assert.equal(bad.status, 1);
  assert.match(bad.stdout, /the firmware starts[\s\S]*>>> \d.*retained-state: CONNECT has the will/);
});

test("Ctrl-C keeps what is done, and leaves no worker", async () => {
  const there = join(folder, "interrupted");
  const child = spawn(process.execPath, command(["--seeds", "500", "--report", there, ...quick]), {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const lines = () => (existsSync(there) ? readFileSync(join(there, "state.jsonl"), "utf8").split("\n") : []);
  while (lines().length < 3) await new Promise((resolve) => setTimeout(resolve, 100));
  child.kill("SIGINT");
  assert.equal(await ended, 130);
  const { done, seeds } = reportIn("interrupted");
  assert.equal(seeds, 500);
  assert.ok(done >= 1 && done < 500, `${done} done`);
});

const refusals: [string, string[], RegExp][] = [
  ["a count of nothing", ["--seeds", "0"], /--seeds.*whole number from 1 on/],
  ["a step without a seed", ["--only", "3"], /--only needs --seed/],
  ["both of two", ["--resume", "--restart"], /not both/],
  ["a defect that there is not", ["--defect", "none"], /no defect none; there are lost-puback,/],
  ["a variation that there is not", ["--seed", "1", "--variations", "x"], /no variation x; there are ticks/],
  ["a step that there is not", ["--seed", "1", "--only", "99999"], /has no step 99999/],
  ["a setting without a value", ["--config", "interval"], /name=value/],
];
for (const [name, args, expected] of refusals)
  test(`it refuses ${name}`, () => {
    const { status, stderr } = campaign(...args);
    assert.equal(status, 1);
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
  });
