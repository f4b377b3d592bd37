/** The bench of many boards, with a few: nothing is lost, and nothing is left behind when it is interrupted. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { Figure } from "../../bench/figure.ts";
import { project } from "../support/xs-program.ts";

const boards = 8;

function bench(window: string) {
  const args = ["bench/run.ts", "boards", "--boards", String(boards), "--window", window, "--json"];
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    cwd: project,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { pid: child.pid!, kill: (signal: NodeJS.Signals) => child.kill(signal), ended };
}

test(`${boards} boards lose nothing`, async () => {
  const { code, stdout, stderr } = await bench("6s").ended;
  assert.equal(code, 0, stderr);
  const figures = (JSON.parse(stdout) as { boards: Figure[] }).boards;
  const value = (name: string) => figures.find((figure) => figure.name === name)!.value;
  assert.equal(value("boards"), boards);
  assert.equal(value("readings lost"), 0);
  assert.equal(value("presses lost"), 0);
  assert.ok(value("readings") > (0.7 * boards) / 2.02, `${value("readings")} readings a second`);
  assert.ok(value("late, the worst") > 0, `${value("late, the worst")} ms`);
});

/** The descendants of a process that still live. */
function descendants(pid: number): number[] {
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((other) => {
      try {
        const text = readFileSync(`/proc/${other}/stat`, "utf8");
        return Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]) === pid;
      } catch {
        return false;
      }
    });
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function lives(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test("killed, it leaves neither worker nor broker behind", {
  skip: process.platform === "linux" ? false : "there is no /proc",
}, async () => {
  const run = bench("60s");
  let family: number[] = [];
  for (let i = 0; i < 300 && family.length < 3; i++) {
    await wait(100);
    family = descendants(run.pid);
  }
  await wait(1000);
  family = descendants(run.pid);
  assert.ok(family.length >= 3, `${family.length} processes`);
  run.kill("SIGKILL");
  for (let i = 0; i < 100 && family.some(lives); i++) await wait(100);
  assert.deepEqual(family.filter(lives), []);
  await run.ended;
});
