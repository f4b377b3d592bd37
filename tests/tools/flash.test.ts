/** `npm run flash` around an esptool that is a shell script. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Build } from "../../tools/build-esp32/build.ts";
import { builtImages, esptoolArguments, esptoolOrFail, plan, write } from "../../tools/flash/flash.ts";
import { choosePort, describePort, type PortInfo } from "../../tools/serial/ports.ts";
import { type FakeToolchain, fakeToolchain, flasherArguments } from "../support/toolchain.ts";

const usb = (path: string): PortInfo => ({ path, maker: "Silicon Labs", usb: "10c4:ea60" });

describe("the port", () => {
  test("the one that is named, or the only one", () => {
    assert.equal(choosePort("/dev/x", [usb("/dev/a"), usb("/dev/b")]), "/dev/x");
    assert.equal(choosePort(undefined, [usb("/dev/a")]), "/dev/a");
    assert.throws(() => choosePort(undefined, []), /no serial port found: .*cable/);
    assert.throws(
      () => choosePort(undefined, [usb("/dev/a"), usb("/dev/b")]),
      /several serial ports.*--port:\n {2}\/dev\/a \(Silicon Labs, 10c4:ea60\)\n {2}\/dev\/b/s,
    );
  });

  test("described with what is known", () => {
    assert.equal(describePort({ path: "/dev/a", maker: undefined, usb: undefined }), "/dev/a");
  });
});

describe("images and esptool", () => {
  let tools: FakeToolchain;
  before(async () => {
    tools = fakeToolchain();
    const nobody = () => {};
    await new Build({
      board: "esp32",
      kind: "release",
      settings: [],
      root: tools.root,
      env: tools.env,
      onTools: nobody,
      onStep: nobody,
      onWarning: nobody,
    }).run();
  });
  after(() => tools.remove());

  const withEsptool = (script: string) => {
    tools.write("bin/esptool", `#!/bin/sh\n${script}\n`);
    return { ...tools.env, PATH: `${join(tools.env.HOME!, "bin")}:${process.env.PATH}` };
  };

  test("what will be written, by offset", () => {
    assert.deepEqual(plan(builtImages("esp32", "release", tools.root)), [
      "0x001000  bootloader.bin, 20,000 bytes",
      "0x008000  partition-table.bin, 128 bytes",
      "0x010000  xs_esp32.bin, 1,000,000 bytes",
    ]);
  });

  test("esptool gets ESP-IDF's arguments, in its own spelling of the command", async () => {
    for (const [version, command] of [
      ["5.1.0", "write-flash"],
      ["4.8.1", "write_flash"],
    ] as const) {
      const env = withEsptool(`[ "$1" = version ] && { echo "esptool v${version}"; exit 0; }\nexit 3`);
      const esptool = esptoolOrFail(env);
      assert.equal(esptool.version, version);
      const images = builtImages("esp32", "release", tools.root);
      const options = esptoolArguments(images, esptool, "/dev/x", 460_800);
      assert.deepEqual(options.slice(0, 10), [
        ...["--chip", "esp32", "--port", "/dev/x", "--baud", "460800"],
        ...["--before", "default_reset", "--after", "hard_reset"],
      ]);
      assert.deepEqual(options.slice(10, 17), [command, ...flasherArguments.write_flash_args]);
      assert.deepEqual(
        options.slice(17).filter((_, i) => i % 2 === 0),
        ["0x1000", "0x8000", "0x10000"],
      );
      assert.equal(await write(esptool, options, env).done, 3, "esptool's exit code is handed on");
    }
  });

  test("what is missing is told, with the command that makes it", () => {
    assert.throws(
      () => builtImages("esp32/nodemcu", "instrument", tools.root),
      /no instrument build for esp32\/nodemcu: npm run build:esp32 -- --board esp32\/nodemcu --instrumented/,
    );
    tools.write("project/build/esp32/tmp/esp32/release/vigia/xsProj-esp32/build/flasher_args.json", "{}");
    assert.throws(() => builtImages("esp32", "release", tools.root), /flasher_args\.json: .*flash_settings/);
    assert.throws(
      () => esptoolOrFail({ ...tools.env, PATH: "/nowhere" }),
      /esptool is not installed: npm run doctor/,
    );
  });
});
