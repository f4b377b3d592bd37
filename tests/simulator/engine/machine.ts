/** Small programs on the engine itself: a machine as an ESP32 grants it, without a board around it. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, type TestContext } from "node:test";
import { buildEngine, type EngineKind } from "../../../simulator/engine/build.ts";
import type { Death } from "../../../simulator/engine/deaths.ts";
import {
  BoardDied,
  type BootOptions,
  type Creation,
  Engine,
  type EngineModule,
  type Idle,
} from "../../../simulator/engine/engine.ts";
import type { Value } from "../../../simulator/engine/frames.ts";
import { chosen } from "./kind.ts";

/** What a manifest for an ESP32 may well grant: 48 KB for all. */
export const creation: Creation = {
  static: 49152,
  chunk: { initial: 8192, incremental: 1024 },
  heap: { initial: 1024, incremental: 64 },
  stack: 512,
  keys: { initial: 32, incremental: 32, name: 0, symbol: 0 },
  parser: { buffer: 1024, table: 127 },
};

/** Without a bound, for programs that hold much. */
export const roomy: Creation = {
  ...creation,
  static: 0,
  chunk: { initial: 1 << 20, incremental: 1 << 16 },
  heap: { initial: 1 << 16, incremental: 1 << 14 },
};

export interface MachineOptions extends Partial<Omit<BootOptions, "modules" | "main">> {
  /** Modules beside main and `host`, by specifier. */
  preload?: Readonly<Record<string, string>>;
  modules?: Readonly<Record<string, string>>;
  call?(channel: number, values: Value[]): Value | Error;
}

const programs = {
  process: await buildEngine(),
  "in-process": await buildEngine(undefined, "in-process"),
};

/** A folder of this process's own, so that what the engines leave behind is seen. */
const temporary = mkdtempSync(join(tmpdir(), "engine-test-"));
process.env.TMPDIR = temporary;
afterEach(() => assert.deepEqual(readdirSync(temporary), [], "named pipes were left behind"));
process.on("exit", () => rmSync(temporary, { recursive: true, force: true }));

const modulesOf = (sources: Readonly<Record<string, string>> = {}, preload: boolean): EngineModule[] =>
  Object.entries(sources).map(([specifier, source]) => ({ specifier, preload, source }));

export class Machine {
  /** What was traced, by call. */
  readonly traces: string[] = [];
  readonly posts: Value[][] = [];
  readonly opened: string[] = [];
  readonly closed: number[] = [];
  readonly engine: Engine;
  readonly #options: BootOptions;

  /** @param main the program; it finds the engine's natives as `import host from "host"` */
  constructor(main: string, options: MachineOptions = {}, kind: EngineKind = chosen.kind) {
    const { preload, modules, call, ...rest } = options;
    this.engine = new Engine(programs[kind], {
      trace: (text) => void this.traces.push(text),
      open: (_channel, name) => void this.opened.push(name),
      close: (channel) => void this.closed.push(channel),
      post: (_channel, values) => void this.posts.push(values),
      call: call ?? ((_channel, values) => values[0]),
    });
    this.#options = {
      creation,
      abortHook: false,
      now: 0,
      clockOffset: 0,
      seed: 1,
      meterLimit: 10_000_000,
      wallLimit: 10_000,
      ...rest,
      main: "main",
      modules: [
        { specifier: "host", preload: true, source: 'export default globalThis["virtual board"];' },
        ...modulesOf(preload, true),
        ...modulesOf(modules, false),
        { specifier: "main", preload: false, source: main },
      ],
    };
  }

  boot(): Idle {
    return this.engine.boot(this.#options);
  }

  /** Runs what is due at a time, in milliseconds. */
  run(milliseconds: number): Idle {
    return this.engine.run(milliseconds * 1000);
  }

  /** Runs each timer when it is due, up to a time in milliseconds. */
  runUntil(idle: Idle, milliseconds: number): Idle {
    let next = idle;
    while (next.nextTimer !== undefined && next.nextTimer <= milliseconds) next = this.run(next.nextTimer);
    return next;
  }

  close(): void {
    this.engine.close();
  }
}

/** A machine that is switched off when the test ends. */
export function machine(t: TestContext, main: string, options?: MachineOptions): Machine {
  const result = new Machine(main, options);
  t.after(() => result.close());
  return result;
}

/** How the firmware died in the action; fails if it did not. */
export function deathIn(action: () => unknown): Death {
  try {
    action();
  } catch (error) {
    if (error instanceof BoardDied) return error.death;
    throw error;
  }
  assert.fail("the firmware lives");
}
