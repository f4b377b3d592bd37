/**
 * Runs a program of tests/xs/ on XS: the main module of a machine without a board, whose timers run as fast
 * as they can. It says `ok NAME` or `not ok NAME`, a tab and the detail for each case, and `done` at the end; at a line `measure` its memory is looked at.
 * Its machine has just been switched on, unless the program's first line is `// starts at 2147480 s`.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildEngine } from "../../simulator/engine/build.ts";
import { Engine, type Idle, type Statistics } from "../../simulator/engine/engine.ts";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";

export const project = fileURLToPath(new URL("../../", import.meta.url));

/** Enough for a test's own tables; what the firmware may have is tested elsewhere. */
const creation = {
  static: 0,
  chunk: { initial: 1 << 20, incremental: 1 << 16 },
  heap: { initial: 1 << 16, incremental: 1 << 14 },
  stack: 4096,
  keys: { initial: 128, incremental: 64, name: 0, symbol: 0 },
  parser: { buffer: 1 << 16, table: 1993 },
};

export interface XSResult {
  name: string;
  ok: boolean;
  detail: string;
}

/** Seconds since power-up at which the program starts. */
async function startOf(main: string): Promise<number> {
  const text = await readFile(join(project, `${main}.ts`), "utf8");
  return Number(/^\/\/ starts at (\d+) s$/m.exec(text.split("\n", 1)[0]!)?.[1] ?? 0);
}

/** What was alive at the program's `measure` lines, after collection: no more at the last than at the first. */
function growth(measured: readonly Statistics[]): XSResult[] {
  const [first, last] = [measured[0], measured.at(-1)];
  if (!first || !last) return [];
  const slots = last.slots - first.slots;
  const bytes = last.chunkBytes - first.chunkBytes;
  return [
    {
      name: "memory stays where it was",
      ok: slots <= 0 && bytes <= 128,
      detail: `${slots} slots and ${bytes} bytes more`,
    },
  ];
}

/**
 * @param standIns modules that answer in the place of the project's stand-ins, by specifier
 * @returns the cases in order; a program that ends without `done` is itself a failed case
 */
export async function runProgram(name: string, standIns: Record<string, string> = {}): Promise<XSResult[]> {
  const main = `tests/xs/${name}`;
  const firmware = await loadFirmware(join(project, "manifest.json"), { main, standIns });
  const results: XSResult[] = [];
  let text = "";
  let done = false;
  let measure = false;
  const measured: Statistics[] = [];
  const onLine = (line: string) => {
    const match = /^(not )?ok ([^\t]*)\t?(.*)$/.exec(line);
    if (match) results.push({ name: match[2]!, ok: !match[1], detail: match[3]! });
    else if (line === "done") done = true;
    else if (line === "measure") measure = true;
  };
  const engine = new Engine(await buildEngine(undefined, "in-process"), {
    trace(chunk) {
      const lines = (text + chunk).split("\n");
      text = lines.pop()!;
      lines.forEach(onLine);
    },
    open() {},
    close() {},
    post() {},
    call: () => undefined,
  });
  try {
    let idle: Idle = engine.boot({
      ...firmware,
      creation,
      now: (await startOf(main)) * 1e6,
      clockOffset: 0,
      seed: 1,
      meterLimit: 0,
      wallLimit: 60_000,
    });
    while (!done && idle.nextTimer !== undefined) {
      idle = engine.run(idle.nextTimer * 1000);
      if (measure) measured.push(engine.statistics(true));
      measure = false;
    }
  } catch (error) {
    results.push({ name: `${name} runs`, ok: false, detail: (error as Error).message });
    return results;
  } finally {
    engine.close();
  }
  results.push(...growth(measured));
  if (!done)
    results.push({ name: `${name} comes to its end`, ok: false, detail: "no timer left, no `done`" });
  return results;
}
