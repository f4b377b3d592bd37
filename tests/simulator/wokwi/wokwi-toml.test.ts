import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { parseWokwiToml, readWokwiToml } from "../../../simulator/wokwi/wokwi-toml.ts";
import { project } from "../../support/xs-program.ts";

describe("wokwi.toml is refused with file and cause", () => {
  const wokwi = (rest: string) => `[wokwi]\nversion = 1\n${rest}`;
  const cases: [name: string, text: string, expected: RegExp][] = [
    ["no TOML", "[wokwi\n", /w\.toml:1:\d+: this is not TOML: /],
    ["another section", "[net]\n", /w\.toml: the section \[wokwi\] is missing$/],
    ["another version", '[wokwi]\nversion = 2\nfirmware = "a.bin"', /version must be 1/],
    ["no firmware", wokwi(""), /firmware is missing/],
    ["an empty firmware", wokwi('firmware = ""'), /firmware is empty/],
    ["a firmware of another kind", wokwi('firmware = "a.hex"'), /\.bin, \.uf2 or \.elf/],
    ["backslashes", wokwi("firmware = 'build\\a.bin'"), /backslash/],
    ["an elf that is a number", wokwi('firmware = "a.bin"\nelf = 3'), /elf must be text/],
  ];
  for (const [name, text, expected] of cases)
    test(name, () => assert.throws(() => parseWokwiToml(text, "w.toml"), expected));
});

test("what Wokwi takes", () => {
  const read = (rest: string) => parseWokwiToml(`[wokwi]\nversion = 1\n${rest}`, "w.toml");
  assert.deepEqual(read("firmware = 'build/flasher_args.json'\nelf = 'a.elf'\nrfc2217ServerPort = 4000"), {
    firmware: "build/flasher_args.json",
    elf: "a.elf",
  });
  assert.deepEqual(read("firmware = 'a.uf2'\n[[chip]]\nname = 'x'\nbinary = 'x.wasm'"), {
    firmware: "a.uf2",
    elf: undefined,
  });
});

test("the project's own", () => {
  const { firmware, elf } = readWokwiToml(join(project, "wokwi.toml"));
  assert.match(firmware, /^build\/esp32\//);
  assert.match(elf!, /^build\/esp32\//);
});
