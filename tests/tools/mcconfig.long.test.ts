/**
 * The project's own manifest through the SDK's mcconfig, where MODDABLE says that it is installed: all steps before
 * ESP-IDF, which is answered by scripts that compile nothing. A minute and a half a board, for tsc runs once a file.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";
import { warning } from "../../tools/build-esp32/build-log.ts";
import { findModdable } from "../../tools/toolchain/moddable.ts";
import { type FakeToolchain, fakeToolchain } from "../support/toolchain.ts";
import { project } from "../support/xs-program.ts";

const compiler = '#!/bin/sh\nwhile [ $# -gt 0 ]; do [ "$1" = -o ] && { touch "$2"; exit 0; }; shift; done\n';

describe("mcconfig", {
  skip: process.env.MODDABLE ? false : "the Moddable SDK is not installed (MODDABLE is not set)",
}, () => {
  let tools: FakeToolchain;
  let output: string;
  before(() => {
    tools = fakeToolchain();
    output = mkdtempSync(join(tmpdir(), "vigia-mcconfig-"));
    for (const prefix of ["xtensa-esp32-elf", "riscv32-esp-elf"]) {
      for (const name of ["gcc", "g++"]) tools.write(`bin/${prefix}-${name}`, compiler);
      tools.write(`bin/${prefix}-ar`, '#!/bin/sh\ntouch "$2"\n');
      tools.write(`bin/${prefix}-objdump`, "#!/bin/sh\n");
    }
    tools.write("bin/idf.py", "#!/bin/sh\nmkdir -p build/config && touch build/config/sdkconfig.h\n");
  });
  after(() => {
    tools.remove();
    rmSync(output, { recursive: true, force: true });
  });

  const run = (board: string): Promise<{ code: number; lines: string[] }> => {
    const sdk = findModdable();
    const path = [
      join(project, "node_modules", ".bin"),
      sdk.tools,
      join(tools.env.HOME!, "bin"),
      process.env.PATH,
    ];
    const child = spawn(sdk.mcconfig, ["-m", "-p", board, "-t", "build", "-o", output], {
      cwd: project,
      env: { ...process.env, IDF_PATH: tools.idf, PATH: path.join(delimiter) },
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve({ code: code ?? -1, lines: text.split("\n") }));
    });
  };

  for (const board of ["esp32", "esp32/esp32c3"])
    test(`${board}: no warning of ours, all of ours preloaded, ESP-IDF's options as sdkconfig.defaults has them`, async () => {
      const { code, lines } = await run(board);
      assert.equal(code, 0, lines.slice(-20).join("\n"));
      assert.deepEqual(lines.map(warning).filter(Boolean), []);
      const work = join(output, "tmp", ...board.split("/"), "release", "vigia");
      assert.ok(existsSync(join(work, "mc.xs.c")), "the linker made its C");
      const makefile = readFileSync(join(work, "makefile"), "utf8");
      const { modules } = await loadFirmware(join(project, "manifest.json"));
      const ours = modules.filter(({ specifier }) => existsSync(join(project, `${specifier}.ts`)));
      assert.ok(ours.length > 30, `only ${ours.length} modules of ours`);
      for (const { specifier } of ours)
        assert.ok(makefile.includes(`-p ${specifier}.xsb`), `${specifier} is not preloaded`);
      const [idf = ""] = readdirSync(work).filter((name) => name.startsWith("xsProj-"));
      const options = readFileSync(join(work, idf, "sdkconfig.mc"), "utf8").split("\n");
      for (const line of readFileSync(join(project, "esp32", "sdkconfig.defaults"), "utf8").split("\n")) {
        if (line === "" || line.startsWith("#")) continue;
        const off = line.replace(/=n$/, "=");
        assert.ok(options.includes(line) || options.includes(off), `${line} did not arrive`);
      }
    });
});
