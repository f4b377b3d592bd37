/**
 * A short campaign: sixty seeds of a day each, with a reading every 20 s, in which every rule holds. What fails is
 * told with the command that runs it again. Takes about a minute of two processors.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { faultKinds } from "../../simulator/campaign/faults/table.ts";
import type { Report } from "../../tools/campaign/report.ts";
import { project } from "../support/xs-program.ts";

const seeds = 60;

test(`${seeds} seeds of a day: every rule holds`, () => {
  const folder = mkdtempSync(join(tmpdir(), "campaign-"));
  try {
    const args = ["--seeds", String(seeds), "--from", "1000", "--config", "interval=20", "--report", folder];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--import", "tsx", "tools/campaign.ts", ...args],
      { cwd: project, encoding: "utf8" },
    );
    assert.equal(status, 0, stdout + stderr);
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
    assert.equal(report.done, seeds);
    assert.ok(report.summary["presses that had to count"]! > 20 * seeds, "buttons were pressed");
    assert.ok(report.summary["starts of the firmware"]! > 2 * seeds, "the firmware was restarted");
    const never = [...faultKinds.keys()].filter((name) => report.faults[name] === 0);
    assert.ok(never.length <= 2, `faults that no seed drew: ${never.join(", ")}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
