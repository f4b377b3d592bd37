/** The engine's build: what it says without a compiler, two at once, an old lock, a compiler's errors. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("../../../", import.meta.url));

/** A makefile that takes a moment, and notes in the file `made` that it ran. */
const quick = (recipe: string) => `OUT ?= out
program: $(OUT)/vigia-board
$(OUT)/vigia-board: ; @echo made >> ../../made; ${recipe}
`;
const succeed = "echo cc a.c; sleep 0.1; echo program > $@.new; mv $@.new $@";

interface Copy {
  readonly folder: string;
  /** How often make ran. */
  made(): number;
  /** The folder of the only build. */
  out(): string;
  build(environment?: Record<string, string>): Promise<{ code: number | null; said: string; errors: string }>;
}

/** The engine's folder in a project of its own, with another makefile: so nothing is built in earnest. */
function copy(t: TestContext, makefile: string): Copy {
  const folder = mkdtempSync(join(tmpdir(), "build-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const engine = join(folder, "simulator", "engine");
  mkdirSync(engine, { recursive: true });
  cpSync(join(project, "simulator", "engine"), engine, { recursive: true });
  writeFileSync(join(engine, "Makefile"), makefile);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(
    join(folder, "build.ts"),
    `import { buildEngine } from "./simulator/engine/build.ts";
    try { console.log(await buildEngine(({ done, total }) => console.log("step", done, total > 40))); }
    catch (error) { console.error((error as Error).message); process.exitCode = 1; }`,
  );
  symlinkSync(join(project, "node_modules"), join(folder, "node_modules"));
  return {
    folder,
    made: () =>
      existsSync(join(folder, "made"))
        ? readFileSync(join(folder, "made"), "utf8").split("\n").length - 1
        : 0,
    out() {
      const [name, ...others] = readdirSync(join(folder, "build", "engine"));
      assert.deepEqual(others, []);
      return join(folder, "build", "engine", name!);
    },
    build: (environment = {}) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ["--import", "tsx", "build.ts"], {
          cwd: folder,
          env: { ...process.env, ...environment },
        });
        let said = "";
        let errors = "";
        child.stdout.on("data", (text) => {
          said += text;
        });
        child.stderr.on("data", (text) => {
          errors += text;
        });
        child.on("close", (code) => resolve({ code, said, errors }));
      }),
  };
}

for (const [name, environment] of [
  ["compiler", { CC: "no-such-compiler" }],
  ["make", { PATH: "/nowhere" }],
] as const)
  test(`without ${name} it says what to install, and leaves nothing`, async (t) => {
    const { build, made, folder } = copy(t, quick(succeed));
    const { code, errors } = await build(environment);
    assert.equal(code, 1);
    for (const hint of [
      /needs a C compiler and make/,
      /apt install build-essential/,
      /xcode-select --install/,
    ])
      assert.match(errors, hint);
    assert.equal(made(), 0);
    assert.ok(!existsSync(join(folder, "build")));
  });

test("two at once build once, and both get the program", async (t) => {
  const { build, made, out } = copy(t, quick(succeed));
  const results = await Promise.all([build(), build(), build()]);
  for (const { code, said, errors } of results) {
    assert.equal(code, 0, errors);
    assert.match(said, /vigia-board\n$/);
  }
  assert.equal(made(), 1);
  assert.deepEqual(readdirSync(out()), ["vigia-board"], "the lock is gone");
});

test("it is built once, with progress only then, until a source changes", async (t) => {
  const { build, made, folder } = copy(t, quick(succeed));
  const [first, second] = [await build(), await build()];
  assert.match(first.said, /^step 1 true\n/);
  assert.equal(first.said.trim().split("\n").at(-1), second.said.trim());
  assert.equal(made(), 1);
  writeFileSync(join(folder, "simulator", "engine", "main.c"), "// changed");
  assert.notEqual((await build()).said.trim().split("\n").at(-1), second.said.trim());
  assert.equal(made(), 2);
});

test("the lock of a process that is gone is broken", { timeout: 20_000 }, async (t) => {
  const { build, made, out } = copy(t, quick(succeed));
  await build();
  rmSync(join(out(), "vigia-board"));
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.on("close", resolve));
  writeFileSync(join(out(), "lock"), String(gone.pid));
  assert.equal((await build()).code, 0);
  assert.equal(made(), 2);
});

test("a build that fails says so in the compiler's words, and can be tried again", async (t) => {
  const { build, out, folder } = copy(t, quick("echo 'a.c:1: error: no' >&2; exit 1"));
  const { code, errors } = await build();
  assert.equal(code, 1);
  assert.match(errors, /could not be built.*\n.*a\.c:1: error: no/);
  assert.deepEqual(readdirSync(out()), []);
  rmSync(join(folder, "build"), { recursive: true });
  writeFileSync(join(folder, "simulator", "engine", "Makefile"), quick(succeed));
  assert.equal((await build()).code, 0);
});
