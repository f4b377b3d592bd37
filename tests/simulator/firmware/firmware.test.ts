/** The firmware as the virtual board gets it: modules, configuration, what the machine is granted. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { CompileError } from "../../../simulator/firmware/compile.ts";
import { type Firmware, loadFirmware } from "../../../simulator/firmware/firmware.ts";
import { ManifestError } from "../../../simulator/firmware/manifest.ts";
import { type Files, project } from "./project.ts";

const base = "$(MODDABLE)/examples/manifest_base.json";
const small: Files = {
  "manifest.json": { include: base, modules: { "*": "./main" } },
  "main.ts": "",
};

const names = (firmware: Firmware, preload?: boolean) =>
  firmware.modules
    .filter((module) => preload === undefined || module.preload === preload)
    .map(({ specifier }) => specifier)
    .sort();

const source = (firmware: Firmware, specifier: string) =>
  firmware.modules.find((module) => module.specifier === specifier)?.source ?? "";

test("only what is imported is loaded; the SDK's modules are answered by stand-ins, which are in flash", async (t) => {
  const { manifest } = project(t, {
    "manifest.json": {
      include: base,
      modules: { "*": ["./main", "./used", "./unused"], "lib/*": "./lib/*" },
      preload: ["used", "lib/*"],
    },
    "main.ts": 'import Timer from "timer"; import "./used"; import used from "used"; Timer.set(used, 1);',
    "used.ts": "export default (): void => {};",
    "unused.ts": "syntax error (",
    "lib/a.js": 'import b from "./b"; import c from "../used"; export default [b, c];',
    "lib/b.js": "export default 1;",
  });
  const firmware = await loadFirmware(manifest);
  assert.deepEqual(names(firmware, false), ["main"]);
  assert.deepEqual(names(firmware, true), [
    "lib/a",
    "lib/b",
    "mc/config",
    "timer",
    "used",
    "virtual-board/host",
  ]);
  assert.equal(firmware.main, "main");
  assert.equal(firmware.abortHook, false);
});

test("main is preloaded where the manifest says so", async (t) => {
  const { manifest } = project(t, {
    ...small,
    "manifest.json": { modules: { "*": "./main" }, preload: ["main"] },
  });
  assert.deepEqual(names(await loadFirmware(manifest), true), ["main", "mc/config"]);
});

test("a star preloads no TypeScript, as in mcconfig: that is refused, with the modules to name", async (t) => {
  const { manifest } = project(t, {
    "manifest.json": { modules: { "*": "./main", "lib/*": "./lib/*" }, preload: ["lib/*"] },
    "main.ts": "",
    "lib/a.ts": "",
    "lib/b.js": "",
  });
  await assert.rejects(loadFirmware(manifest), (error: Error) => {
    assert.ok(error instanceof ManifestError, `${error}`);
    assert.match(error.message, /manifest\.json: preload "lib\/\*": .*\n {2}"lib\/a"$/);
    return true;
  });
});

test("another main, and abortHook", async (t) => {
  const { manifest } = project(t, {
    "manifest.json": {
      modules: { start: "./other" },
      creation: { main: "start" },
      defines: { xs: { abortHook: 1 } },
    },
    "other.ts": "export default 1;",
  });
  const firmware = await loadFirmware(manifest);
  assert.equal(firmware.main, "start");
  assert.equal(firmware.abortHook, true);
});

describe("creation", () => {
  test("is mcconfig's where the manifest is silent", async (t) => {
    const { creation } = await loadFirmware(project(t, small).manifest);
    const { static: bytes, chunk, heap, stack, keys } = creation;
    assert.deepEqual(
      { bytes, chunk, heap, stack, keys: [keys.initial, keys.incremental] },
      {
        bytes: 0,
        chunk: { initial: 32768, incremental: 1024 },
        heap: { initial: 2048, incremental: 64 },
        stack: 384,
        keys: [32, 32],
      },
    );
  });

  test("is the manifest's where it speaks, zero increments included", async (t) => {
    const granted = {
      static: 40000,
      chunk: { initial: 4096, incremental: 0 },
      heap: { initial: 512, incremental: 0 },
      stack: 256,
      keys: { initial: 64, incremental: 0 },
    };
    const { manifest } = project(t, {
      ...small,
      "manifest.json": { modules: { "*": "./main" }, creation: granted },
    });
    const { creation } = await loadFirmware(manifest);
    assert.deepEqual(
      {
        ...creation,
        keys: { initial: creation.keys.initial, incremental: creation.keys.incremental },
        parser: 0,
      },
      { ...granted, parser: 0 },
    );
  });
});

describe("configuration", () => {
  const files: Files = {
    "manifest.json": {
      modules: { "*": "./main" },
      config: { interval: 5, name: "Vigía", nested: { a: 1, b: 2 }, empty: "" },
    },
    "main.ts": 'import config from "mc/config"; trace(config.name);',
  };

  test("is the manifest's, with overrides by key", async (t) => {
    const { config } = await loadFirmware(project(t, files).manifest, {
      config: { interval: 60, more: true },
    });
    assert.deepEqual(config, { interval: 60, name: "Vigía", nested: { a: 1, b: 2 }, empty: "", more: true });
  });

  test("is what the module mc/config exports, frozen throughout", async (t) => {
    const text = source(await loadFirmware(project(t, files).manifest), "mc/config");
    const url = `data:text/javascript,${encodeURIComponent(text)}`;
    const { default: config } = (await import(url)) as { default: Record<string, unknown> };
    assert.deepEqual(config, { interval: 5, name: "Vigía", nested: { a: 1, b: 2 }, empty: "" });
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.nested));
  });
});

describe("what cannot be loaded is told", () => {
  const fails = async (files: Files, t: Parameters<typeof project>[0]): Promise<Error> => {
    const { manifest } = project(t, files);
    try {
      await loadFirmware(manifest);
    } catch (error) {
      return error as Error;
    }
    assert.fail("it was loaded");
  };

  test("an SDK include that is unknown, with those that are known", async (t) => {
    const error = await fails(
      {
        ...small,
        "manifest.json": { include: "$(MODULES)/network/ble/manifest.json", modules: { "*": "./main" } },
      },
      t,
    );
    assert.ok(error instanceof ManifestError);
    assert.match(error.message, /includes \$\(MODULES\)\/network\/ble\/manifest\.json/);
    assert.ok(error.message.includes(base));
  });

  test("modules that nothing answers, with all who import them", async (t) => {
    const error = await fails(
      {
        "manifest.json": { modules: { "*": ["./main", "./lib"] }, preload: ["gone"] },
        "main.ts": 'import "nobody"; import "./lib"; import("later");',
        "lib.ts": 'export { default } from "nobody"; import Timer from "timer"; Timer.set(() => {});',
      },
      t,
    );
    assert.ok(error instanceof ManifestError);
    assert.match(error.message, /nobody, imported by main, lib/);
    assert.match(error.message, /later, imported by main/);
    assert.match(error.message, /timer, imported by lib/);
    assert.match(error.message, /gone, imported by .*\(preload\)/);
  });

  test("a stand-in is not found by the firmware unless the manifest has it", async (t) => {
    const error = await fails({ ...small, "main.ts": 'import "virtual-board/host";' }, t);
    assert.match(error.message, /virtual-board\/host, imported by main/);
  });

  test("a source that does not parse: file and line", async (t) => {
    const error = await fails({ ...small, "main.ts": "const a = 1;\n\nconst b = ;\n" }, t);
    assert.ok(error instanceof CompileError);
    assert.match(error.message, /main\.ts:3: /);
  });

  test("a module with C code beside it, and no stand-in", async (t) => {
    const error = await fails(
      {
        "manifest.json": { modules: { "*": ["./main", "./native"] } },
        "main.ts": 'import "native";',
        "native.ts": "export default 1;",
        "native.c": "",
      },
      t,
    );
    assert.match(error.message, /native, imported by main/);
  });
});

test("an import of a type only is none", async (t) => {
  const { manifest } = project(t, {
    ...small,
    "main.ts":
      'import type Nobody from "nobody"; import { type Other } from "other"; export const a: Nobody = 1 as Other;',
  });
  await assert.rejects(loadFirmware(manifest), /other, imported by main/);
});

test("a test may put modules of its own in the place of any", async (t) => {
  const { manifest, path } = project(t, {
    ...small,
    "main.ts": 'import Timer from "timer"; trace(Timer);',
    "mine.ts": "export default 'mine' as string;",
  });
  const firmware = await loadFirmware(manifest, { standIns: { timer: path("mine.ts") } });
  assert.match(source(firmware, "timer"), /export default 'mine'/);
});

test("the project's own firmware: all of it is in flash", async () => {
  const manifest = join(import.meta.dirname, "..", "..", "..", "manifest.json");
  const firmware = await loadFirmware(manifest);
  assert.equal(firmware.abortHook, true);
  assert.deepEqual(names(firmware, false), []);
});
