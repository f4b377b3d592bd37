/** TypeScript to what XS runs, kept by content. */
import assert from "node:assert/strict";
import { existsSync, utimesSync } from "node:fs";
import { test } from "node:test";
import { CompileError, compile } from "../../../simulator/firmware/compile.ts";
import { project } from "./project.ts";

test("types go, the language stays: private fields, const, class fields, arrow functions", async (t) => {
  const { path } = project(t, {
    "a.ts": `
      import b, { type B } from "./b";
      /** A comment. */
      export default class A<T> {
        readonly #x: number = 1;
        y?: B = b satisfies B;
        f(this: A<T>): number { return this.#x ?? 0; }
      }`,
  });
  const { source, imports } = await compile(path("a.ts"));
  assert.deepEqual(imports, ["./b"]);
  assert.match(source, /#x = 1;/);
  assert.match(source, /this\.#x \?\? 0/);
  assert.doesNotMatch(source, /readonly|number|comment|: A</);
});

test("a change of the content is compiled anew, whatever the file's times say", async (t) => {
  const { path, write } = project(t, { "a.ts": `export default 1; // ${Math.random()}` });
  const first = await compile(path("a.ts"));
  assert.match(first.source, /default 1/);
  write({ "a.ts": `export default 2 as number; // ${Math.random()}` });
  utimesSync(path("a.ts"), 0, 0);
  assert.match((await compile(path("a.ts"))).source, /default 2/);
});

test("the same content comes out the same, wherever it lies", async (t) => {
  const text = `import "x"; export default ${Math.random()} as number;`;
  const { path } = project(t, { "a.ts": text, "b.ts": text });
  const first = await compile(path("a.ts"));
  assert.deepEqual(await compile(path("b.ts")), first);
});

test("many at once, of the same content", async (t) => {
  const text = `export default ${Math.random()};`;
  const { path } = project(t, { "a.ts": text });
  const all = await Promise.all(Array.from({ length: 20 }, () => compile(path("a.ts"))));
  for (const each of all) assert.deepEqual(each, all[0]);
});

for (const [name, text, line] of [
  ["in the first line", "const = 1;", 1],
  ["after some lines", "const a = 1;\nfunction f( {\n", 3],
  ["after windows line ends", "const a = 1;\r\n\r\nlet 5;\r\n", 3],
] as const)
  test(`a syntax error ${name}: file, line and cause; nothing is kept of it`, async (t) => {
    const { path } = project(t, { "wrong.ts": text });
    for (let i = 0; i < 2; i++)
      await assert.rejects(
        compile(path("wrong.ts")),
        (error) => error instanceof CompileError && error.message.startsWith(`${path("wrong.ts")}:${line}: `),
      );
    assert.ok(existsSync(path("wrong.ts")));
  });

test("a file that is not there", async (t) => {
  await assert.rejects(compile(project(t, {}).path("none.ts")), /ENOENT/);
});
