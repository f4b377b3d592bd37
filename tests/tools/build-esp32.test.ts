/** `npm run build:esp32` around an SDK and an ESP-IDF that are shell scripts. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Build, type Built } from "../../tools/build-esp32/build.ts";
import { causes, step, warning } from "../../tools/build-esp32/build-log.ts";
import { readPartitions } from "../../tools/build-esp32/partitions.ts";
import { outputsOf } from "../../tools/toolchain/outputs.ts";
import { ToolchainError } from "../../tools/toolchain/problem.ts";
import { type FakeOptions, type FakeToolchain, fakeToolchain, partitionTable } from "../support/toolchain.ts";

interface Told {
  readonly steps: string[];
  readonly warnings: string[];
}

function prepare(tools: FakeToolchain, more: { board?: string; kind?: "release" | "instrument" } = {}) {
  const told: Told = { steps: [], warnings: [] };
  const build = new Build({
    board: more.board ?? "esp32",
    kind: more.kind ?? "release",
    settings: ["topic=casa"],
    root: tools.root,
    env: tools.env,
    onTools() {},
    onStep: (text) => told.steps.push(text),
    onWarning: (line) => told.warnings.push(line),
  });
  return { build, told };
}

async function withTools<T>(options: FakeOptions, body: (tools: FakeToolchain) => Promise<T>): Promise<T> {
  const tools = fakeToolchain(options);
  try {
    return await body(tools);
  } finally {
    tools.remove();
  }
}

const appOf = (built: Built) => built.sizes.find(({ name }) => name === "xs_esp32.bin")!;

test("mcconfig gets the board, the target build, the output folder, the settings, and this project's tsc", () =>
  withTools({}, async (tools) => {
    const { build } = prepare(tools, { board: "esp32/nodemcu", kind: "instrument" });
    const built = await build.run();
    const output = join(tools.root, "build", "esp32");
    assert.deepEqual(tools.mcconfigRun(), [
      ...["-i", "-m", "-p", "esp32/nodemcu", "-t", "build", "-o", output],
      join(tools.root, "manifest.json"),
      "topic=casa",
      `MODDABLE=${tools.sdk}`,
      `IDF_PATH=${tools.idf}`,
      `tsc=${join(tools.root, "node_modules", ".bin", "tsc")}`,
    ]);
    assert.equal(built.images, outputsOf("esp32/nodemcu", "instrument", tools.root).images);
    assert.ok(existsSync(built.flasherArguments), "flasher_args.json is where wokwi.toml and flash look");
  }));

test("sizes: of the flash's partitions, and against the last build", () =>
  withTools({}, async (tools) => {
    const first = appOf(await prepare(tools).build.run());
    assert.deepEqual(first, { name: "xs_esp32.bin", bytes: 1_000_000, room: 0x3f0000, change: undefined });
    assert.equal(appOf(await prepare(tools).build.run()).change, 0);
    const other = appOf(await prepare(tools, { kind: "instrument" }).build.run());
    assert.equal(other.change, undefined, "another kind of build has a last one of its own");
  }));

test("steps and warnings are told, the SDK's known ones are not; all of it is in the log", () =>
  withTools(
    {
      mcconfig: `echo '# tsc alarm.ts'
echo '### warning: ssl/cache: default: not frozen'
echo '### warning: alarm/alarm: list: not frozen' >&2`,
    },
    async (tools) => {
      const { build, told } = prepare(tools);
      await build.run();
      assert.deepEqual(told, {
        steps: ["tsc alarm.ts"],
        warnings: ["### warning: alarm/alarm: list: not frozen"],
      });
      const log = readFileSync(join(tools.root, "build", "esp32", "build.log"), "utf8");
      assert.match(log, /ssl\/cache/);
    },
  ));

test("an image of an earlier build does not count", () =>
  withTools({}, async (tools) => {
    const { images } = await prepare(tools).build.run();
    tools.write(
      `sdk/build/bin/${process.platform === "darwin" ? "mac" : "lin"}/release/mcconfig`,
      "#!/bin/sh\necho 'FAILED: the linker had an error' >&2\n",
    );
    await assert.rejects(prepare(tools).build.run(), (error: Error) => {
      assert.ok(error instanceof ToolchainError, `${error.stack}`);
      assert.match(error.message, /left no bootloader\.bin, partition-table\.bin, xs_esp32\.bin/);
      assert.match(error.message, /the linker had an error/);
      assert.match(error.message, /build\.log/);
      return true;
    });
    assert.ok(!existsSync(join(images, "xs_esp32.bin")), "nothing old is left to be flashed");
  }));

describe("refused, with the way out", () => {
  const cases: [name: string, options: FakeOptions, env: NodeJS.ProcessEnv, message: RegExp][] = [
    ["no SDK", {}, { MODDABLE: "" }, /SDK is not installed: npm install -g xs-dev/],
    ["MODDABLE is wrong", {}, { MODDABLE: "/nowhere" }, /MODDABLE is \/nowhere, .*xs-dev/],
    ["an old SDK", { sdkVersion: "5.2.0" }, {}, /is 5\.2\.0; 8\.2 or later is needed: xs-dev update/],
    ["no ESP-IDF", {}, { IDF_PATH: "" }, /ESP-IDF is not installed .*git clone -b v6\.0/],
    ["IDF_PATH is wrong", {}, { IDF_PATH: "/nowhere" }, /IDF_PATH is \/nowhere/],
    ["another ESP-IDF", { idfTag: "v5.1.2" }, {}, /is 5\.1\.2; this Moddable SDK wants v6\.0: git clone/],
    ["ESP-IDF without a tag", { idfTag: undefined }, {}, /finds no version of ESP-IDF .*-b v6\.0/],
    [
      "mcconfig fails",
      { mcconfig: "echo 'main.ts(3,1): error TS1: no'; exit 2" },
      {},
      /mcconfig failed:\n {2}main\.ts/,
    ],
    [
      "too large",
      { appBytes: 0x3f0001 },
      {},
      /xs_esp32\.bin has 4128769 bytes, but its place in flash only 4128768/,
    ],
  ];
  for (const [name, options, env, message] of cases)
    test(name, () =>
      withTools(options, async (tools) => {
        Object.assign(tools.env, env);
        await assert.rejects(prepare(tools).build.run(), (error: Error) => {
          assert.ok(error instanceof ToolchainError, `${error.stack}`);
          assert.match(error.message, message);
          return true;
        });
      }),
    );

  test("a board that the SDK does not have", () =>
    withTools({}, async (tools) => {
      for (const board of ["esp32/none", "lin", "esp32/nodemcu/x"])
        await assert.rejects(
          prepare(tools, { board }).build.run(),
          /knows esp32 and esp32\/esp32c3, esp32\/nodemcu/,
        );
    }));

  test("dependencies are not installed", () =>
    withTools({}, async (tools) => {
      const build = new Build({ ...optionsOf(tools), root: join(tools.root, "elsewhere") });
      await assert.rejects(build.run(), /no tsc in .*npm install/);
    }));
});

const optionsOf = (tools: FakeToolchain) => ({
  board: "esp32",
  kind: "release" as const,
  settings: [],
  root: tools.root,
  env: tools.env,
  onTools() {},
  onStep() {},
  onWarning() {},
});

test("cancelled: mcconfig and what it started end", () =>
  withTools({ mcconfig: 'sleep 600 & echo "# sleep $!"; wait' }, async (tools) => {
    let sleeper = 0;
    const build = new Build({
      ...optionsOf(tools),
      onStep(text) {
        sleeper = Number(text.split(" ")[1]);
        build.cancel();
      },
    });
    await assert.rejects(build.run(), /mcconfig failed/);
    const runs = () => {
      try {
        process.kill(sleeper, 0);
        return true;
      } catch {
        return false;
      }
    };
    assert.ok(sleeper > 0, "the fake mcconfig told its child");
    while (runs()) await wait(5);
  }));

describe("the log", () => {
  test("lines", () => {
    assert.equal(step("# xsc main.xsb"), "xsc main.xsb");
    assert.equal(step("#"), undefined);
    assert.equal(step("make: nothing"), undefined);
    assert.equal(
      warning("### warning: ssl/cert: default.prototype.getKey() globalCerts: not frozen"),
      undefined,
    );
    assert.equal(warning("main.c:3: warning: unused"), "main.c:3: warning: unused");
    assert.equal(warning("### 969 instances, 1934 keys"), undefined);
  });

  test("causes of a failure: what looks like an error, else the end", () => {
    assert.deepEqual(causes(["# xsc ssl/error.xsb", "a", "make: *** x Error 2", "b"]), [
      "make: *** x Error 2",
    ]);
    assert.deepEqual(causes(["1", "2", "3"], 2), ["2", "3"]);
  });

  test("a partition table", () => {
    assert.deepEqual(
      readPartitions(partitionTable).map(({ label, type, offset, size }) => [label, type, offset, size]),
      [
        ["nvs", 1, 0x9000, 0x6000],
        ["phy_init", 1, 0xf000, 0x1000],
        ["factory", 0, 0x10000, 0x3f0000],
      ],
    );
    assert.deepEqual(readPartitions(Buffer.alloc(5)), []);
  });
});
