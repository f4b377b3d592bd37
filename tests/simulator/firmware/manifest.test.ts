/** manifest.json as mcconfig reads it for one platform. */
import assert from "node:assert/strict";
import { relative } from "node:path";
import { describe, test } from "node:test";
import { ManifestError, readManifest } from "../../../simulator/firmware/manifest.ts";
import { type Files, project } from "./project.ts";

/** Specifier to source file, as seen from the project's folder; undefined where only the SDK has it. */
const modulesOf = (manifest: ReturnType<typeof readManifest>, folder: string) =>
  Object.fromEntries([...manifest.modules].map(([name, file]) => [name, file && relative(folder, file)]));

describe("a manifest that cannot be used is told by file and cause", () => {
  const cases: [string, Files, RegExp][] = [
    ["no such file", {}, /manifest\.json: .*ENOENT/],
    [
      "a comma too many: the line",
      { "manifest.json": '{\n  "modules": {},\n}' },
      /manifest\.json:3: not valid JSON/,
    ],
    [
      "a comment, which mcconfig refuses",
      { "manifest.json": "{\n // no\n}" },
      /manifest\.json:2: not valid JSON/,
    ],
    ["an end too soon", { "manifest.json": '{ "modules": {' }, /manifest\.json:1: not valid JSON/],
    ["a list", { "manifest.json": "[]" }, /manifest\.json is not a manifest/],
    ["modules of the wrong kind", { "manifest.json": { modules: { main: 5 } } }, /modules\.main/],
    ["a size that is no number", { "manifest.json": { creation: { static: "48K" } } }, /creation\.static/],
    ["a negative size", { "manifest.json": { creation: { stack: -1 } } }, /creation\.stack/],
    [
      "a mistake in a platform's part",
      { "manifest.json": { platforms: { esp32: { preload: 1 } } } },
      /platforms\.esp32\.preload/,
    ],
    ["an include that is not there", { "manifest.json": { include: "./more.json" } }, /more\.json: .*ENOENT/],
    [
      "a mistake in an include: its own name and line",
      { "manifest.json": { include: "./part/more.json" }, "part/more.json": "{\n\n}}" },
      /part\/more\.json:3: /,
    ],
    [
      "a folder of modules that is not there",
      { "manifest.json": { modules: { "*": "./sensors/*" } } },
      /\.\/sensors\/\*.*no such folder/,
    ],
    [
      "a platform that the manifest refuses",
      { "manifest.json": { platforms: { esp32: { error: "not for this chip" } } } },
      /manifest\.json: not for this chip/,
    ],
  ];
  for (const [name, files, expected] of cases)
    test(name, (t) => {
      const { manifest } = project(t, files);
      assert.throws(
        () => readManifest(manifest),
        (error) => error instanceof ManifestError && expected.test(error.message),
      );
    });
});

test("modules: single, lists, wildcards with a prefix; .d.ts and other files are none", (t) => {
  const { folder, manifest } = project(t, {
    "manifest.json": {
      modules: {
        "*": ["./main", "./lib/*"],
        "sensors/*": "./sensors/*",
        "own/name": "./elsewhere/file",
      },
    },
    "main.ts": "",
    "lib/a.ts": "",
    "lib/b.js": "",
    "lib/types.d.ts": "",
    "lib/notes.md": "",
    "lib/deeper/c.ts": "",
    "sensors/dht22.ts": "",
    "elsewhere/file.ts": "",
  });
  assert.deepEqual(modulesOf(readManifest(manifest), folder), {
    main: "main",
    a: "lib/a",
    b: "lib/b",
    "sensors/dht22": "sensors/dht22",
    "own/name": "elsewhere/file",
  });
});

test("what is the SDK's has a specifier, but no file; an SDK wildcard names nothing", (t) => {
  const { folder, manifest } = project(t, {
    "manifest.json": {
      include: ["$(MODDABLE)/examples/manifest_base.json", "$(MODULES)/x/manifest.json"],
      modules: {
        "embedded:network/mqtt/client": "$(MODDABLE)/examples/io/tcp/mqttclient/mqttclient",
        "io/*": "$(IO)/digital/digital",
        "*": "$(MODULES)/all/*",
      },
    },
  });
  const read = readManifest(manifest);
  assert.deepEqual(modulesOf(read, folder), {
    "embedded:network/mqtt/client": undefined,
    "io/digital": undefined,
  });
  assert.deepEqual(
    [...read.sdkIncludes],
    ["$(MODDABLE)/examples/manifest_base.json", "$(MODULES)/x/manifest.json"],
  );
});

const layered: Files = {
  "manifest.json": {
    include: "./parts/manifest.json",
    config: { a: "top", nested: { x: 1, y: 2 }, list: [1, 2] },
    creation: { static: 1000, heap: { initial: 10 } },
    preload: ["main"],
    platforms: {
      esp32: {
        config: { b: "esp32", nested: { y: 3 }, list: [3] },
        creation: { heap: { incremental: 5 } },
        preload: "p",
      },
      lin: { config: { b: "lin" }, modules: { part: "./lin/part" } },
      "...": { error: "only for the ESP32" },
    },
  },
  "parts/manifest.json": {
    config: { a: "part", b: "part", c: "part" },
    creation: { stack: 300, static: 5 },
    modules: { part: "./part" },
    preload: ["part"],
    platforms: { esp32: { config: { d: "part for esp32" } } },
  },
  "parts/part.ts": "",
  "lin/part.ts": "",
};

test("what is included comes first, then the manifest, then the platform's part", (t) => {
  const { folder, manifest } = project(t, layered);
  const read = readManifest(manifest);
  assert.deepEqual(read.config, {
    a: "top",
    b: "esp32",
    c: "part",
    d: "part for esp32",
    nested: { x: 1, y: 3 },
    list: [3],
  });
  assert.deepEqual(read.creation, { stack: 300, static: 1000, heap: { initial: 10, incremental: 5 } });
  assert.deepEqual(read.preload, ["part", "main", "p"]);
  assert.deepEqual(modulesOf(read, folder), { part: "parts/part" });
});

test("another platform has its own part, or the one for all others", (t) => {
  const { folder, manifest } = project(t, layered);
  const lin = readManifest(manifest, "lin");
  assert.equal(lin.config.b, "lin");
  assert.deepEqual(modulesOf(lin, folder), { part: "lin/part" });
  assert.throws(() => readManifest(manifest, "mac"), /only for the ESP32/);
});

test("manifests that include each other are read once", (t) => {
  const { manifest } = project(t, {
    "manifest.json": { include: ["./a.json", "./b.json"], preload: "top" },
    "a.json": { include: "./b.json", preload: "a" },
    "b.json": { include: ["./a.json", "./manifest.json"], preload: "b" },
  });
  assert.deepEqual(readManifest(manifest).preload, ["b", "a", "top"]);
});

test("reading changes nothing that is read again", (t) => {
  const { manifest } = project(t, layered);
  const first = readManifest(manifest);
  (first.config.nested as Record<string, unknown>).x = "changed";
  assert.deepEqual(readManifest(manifest).config.nested, { x: 1, y: 3 });
});
