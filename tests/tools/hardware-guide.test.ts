/** docs/hardware.md says what the node says, and names what there is. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readManifest } from "../../simulator/firmware/manifest.ts";
import { outputFolder, outputsOf } from "../../tools/toolchain/outputs.ts";
import { project } from "../support/xs-program.ts";

const read = (path: string) => readFileSync(join(project, path), "utf8");
const guide = read("docs/hardware.md");
const manifest = join(project, "manifest.json");

test("each console message of the guide is one of the node's", () => {
  const said = read("console/texts.ts") + read("console/answers.ts");
  const messages = [
    ...guide
      .split("## What it says")[1]!
      .split("\n## ")[0]!
      .matchAll(/^\| (`.*?`) \|?/gm),
  ];
  const quoted = messages.flatMap(([, cell]) => [...cell!.matchAll(/`([^`]+)`/g)].map(([, text]) => text!));
  assert.ok(quoted.length > 20, `only ${quoted.length} messages found`);
  for (const message of quoted)
    for (const fixed of message.split(/\.\.\.|[\d.,]+|: |, | (?:des)?activada/))
      assert.ok(said.includes(fixed.trim()), `the node never says "${fixed.trim()}" (${message})`);
});

test("the wiring is the manifest's", () => {
  const [esp32, c3] = [readManifest(manifest), readManifest(manifest, "esp32/esp32c3")];
  const rows = {
    dht_pin: "DHT22, leg 2",
    button_pin: "button, one",
    alarm_lamp_pin: "red LED",
    link_lamp_pin: "green LED",
  };
  for (const [setting, row] of Object.entries(rows)) {
    const pins = `${esp32.config[setting]} (C3: ${c3.config[setting]})`;
    assert.ok(
      guide.split("\n").some((line) => line.startsWith(`| ${row}`) && line.includes(`| ${pins} |`)),
      `${setting} is ${pins}`,
    );
  }
  assert.notEqual(c3.config.console_pin, esp32.config.console_pin);
});

test("the paths are those of the build", () => {
  const { images, work } = outputsOf("esp32", "release", "");
  assert.ok(guide.includes(`\`${images.slice(images.indexOf(outputFolder))}/\``), images);
  assert.ok(guide.includes(work.slice(work.indexOf(outputFolder))), work);
});
