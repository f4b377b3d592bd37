/**
 * One board's engine and the conversation with it. Every request is answered before it returns, so a turn of
 * the firmware is one call here, in wall-clock and in virtual time alike.
 */
import { type Death, death } from "./deaths.ts";
import { FrameReader, FrameWriter, fromBoard, toBoard, type Value } from "./frames.ts";
import { InProcessEngine } from "./in-process.ts";
import { EngineProcess } from "./process.ts";
import type { Transport } from "./transport.ts";

/** A module as the engine gets it: JavaScript under the name that `import` uses. */
export interface EngineModule {
  readonly specifier: string;
  /** Run once before the firmware, in memory that it cannot write to, as mcconfig's `preload` does. */
  readonly preload: boolean;
  readonly source: string;
}

/** The machine that the manifest's `creation` grants; counts and bytes as in the manifest. */
export interface Creation {
  static: number;
  chunk: { initial: number; incremental: number };
  heap: { initial: number; incremental: number };
  stack: number;
  keys: { initial: number; incremental: number; name: number; symbol: number };
  parser: { buffer: number; table: number };
}

export interface BootOptions {
  modules: readonly EngineModule[];
  main: string;
  creation: Creation;
  /** `defines.xs.abortHook` of the manifest. */
  abortHook: boolean;
  /** Microseconds since power-up. */
  now: number;
  /** Microseconds between power-up and the epoch of the firmware's clock. */
  clockOffset: number;
  /** Seed of Math.random. */
  seed: number;
  /** Computrons that one turn may take; 0 for no limit. */
  meterLimit: number;
  /** Milliseconds of the PC's time that one turn may take; 0 for no limit. */
  wallLimit: number;
}

/** What the firmware says to the board. */
export interface EngineEvents {
  trace(text: string): void;
  open(channel: number, peripheral: string): void;
  close(channel: number): void;
  post(channel: number, values: Value[]): void;
  /** An Error that it returns or throws is thrown in the firmware. */
  call(channel: number, values: Value[]): Value | Error;
}

/** The state of the firmware's machine; slots and bytes of the machine here, see platform.c. */
export interface Statistics {
  slots: number;
  peakSlots: number;
  chunkBytes: number;
  peakChunkBytes: number;
  stackSlots: number;
  peakStackSlots: number;
  computrons: number;
}

/** When the firmware wants to go on: milliseconds since power-up, or undefined when it only waits for events. */
export interface Idle {
  readonly nextTimer: number | undefined;
  readonly computrons: number;
}

/** Thrown by every request when the firmware has died in it. */
export class BoardDied extends Error {
  readonly death: Death;
  constructor(end: Death) {
    super(end.reason || end.name);
    this.death = end;
  }
}

const encoded = new WeakMap<readonly EngineModule[], Uint8Array>();

/** The modules as the engine gets them; made once for all boards with this firmware. */
function moduleFrames(modules: readonly EngineModule[]): Uint8Array {
  const known = encoded.get(modules);
  if (known) return known;
  const writer = new FrameWriter();
  for (const { specifier, preload, source } of modules)
    writer
      .begin(toBoard.module)
      .string(specifier)
      .byte(preload ? 1 : 0)
      .string(source)
      .end();
  const frames = new Uint8Array(writer.take());
  encoded.set(modules, frames);
  return frames;
}

export class Engine {
  readonly #transport: Transport;
  readonly #events: EngineEvents;
  readonly #writer = new FrameWriter();
  readonly #reader = new FrameReader();
  #pending = Buffer.alloc(64 * 1024);
  #start = 0;
  #end = 0;
  #closed = false;

  /**
   * Starts the engine; `boot` must follow.
   * @param path what build.ts made: a program, which gets a process of its own, or the addon
   * @throws Error if the addon cannot be loaded
   */
  constructor(path: string, events: EngineEvents) {
    this.#events = events;
    this.#reader.attach(this.#pending);
    this.#transport = path.endsWith(".node") ? new InProcessEngine(path) : new EngineProcess(path);
  }

  /** The engine's process, if it has one of its own. */
  get pid(): number | undefined {
    return this.#transport.pid;
  }

  /** Loads the modules and runs the firmware's main module. @throws BoardDied */
  boot(options: BootOptions): Idle {
    const { creation } = options;
    this.#transport.send(moduleFrames(options.modules));
    const writer = this.#writer
      .begin(toBoard.boot)
      .number(options.now)
      .number(options.clockOffset)
      .unsigned(options.seed)
      .unsigned(options.meterLimit)
      .unsigned(options.wallLimit)
      .unsigned(creation.static)
      .unsigned(options.abortHook ? 1 : 0);
    for (const field of [
      creation.chunk.initial,
      creation.chunk.incremental,
      creation.heap.initial,
      creation.heap.incremental,
      creation.stack,
      creation.keys.initial,
      creation.keys.incremental,
      creation.keys.name,
      creation.keys.symbol,
      creation.parser.buffer,
      creation.parser.table,
      creation.static,
    ])
      writer.unsigned(field);
    writer.string(options.main).end();
    return this.#turn();
  }

  /** Runs the timers that are due at `now` (microseconds). @throws BoardDied */
  run(now: number): Idle {
    this.#writer.begin(toBoard.run).number(now).end();
    return this.#turn();
  }

  /** Delivers a peripheral's message to the channel that the firmware opened. @throws BoardDied */
  event(now: number, channel: number, values: readonly Value[]): Idle {
    this.#writer.begin(toBoard.event).number(now).unsigned(channel);
    for (const value of values) this.#writer.value(value);
    this.#writer.end();
    return this.#turn();
  }

  /** @param collect whether to collect garbage first, so that what is counted is alive */
  statistics(collect: boolean): Statistics {
    this.#writer
      .begin(toBoard.statistics)
      .byte(collect ? 1 : 0)
      .end();
    let result: Statistics | undefined;
    this.#turn((frame) => {
      result = {
        slots: frame.unsigned(),
        peakSlots: frame.unsigned(),
        chunkBytes: frame.unsigned(),
        peakChunkBytes: frame.unsigned(),
        stackSlots: frame.unsigned(),
        peakStackSlots: frame.unsigned(),
        computrons: frame.number(),
      };
    });
    return result!;
  }

  /** Ends the engine at once, as cutting the power does. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#transport.close();
  }

  #turn(onStatistics?: (frame: FrameReader) => void): Idle {
    if (this.#closed) throw new Error("the board is off");
    this.#transport.send(this.#writer.take());
    for (;;) {
      const frame = this.#read();
      switch (frame.type) {
        case fromBoard.trace:
          this.#events.trace(frame.string());
          break;
        case fromBoard.open:
          this.#events.open(frame.unsigned(), frame.string());
          break;
        case fromBoard.close:
          this.#events.close(frame.unsigned());
          break;
        case fromBoard.post:
          this.#events.post(frame.unsigned(), frame.values());
          break;
        case fromBoard.call:
          this.#answer(frame.unsigned(), frame.values());
          break;
        case fromBoard.statistics:
          onStatistics?.(frame);
          break;
        case fromBoard.idle: {
          const next = frame.number();
          return { nextTimer: next < 0 ? undefined : next, computrons: frame.number() };
        }
        case fromBoard.death: {
          const end = death(frame.unsigned(), frame.string());
          this.close();
          throw new BoardDied(end);
        }
        default:
          throw new Error(`the engine sent a frame of type ${JSON.stringify(frame.type)}`);
      }
    }
  }

  #answer(channel: number, values: Value[]): void {
    let value: Value | Error;
    try {
      value = this.#events.call(channel, values);
    } catch (error) {
      if (this.#closed || !(error instanceof Error)) throw error;
      value = error;
    }
    if (this.#closed) return;
    this.#writer.begin(toBoard.result).value(value).end();
    this.#transport.send(this.#writer.take());
  }

  #read(): FrameReader {
    // What was said before the power went is not heard.
    if (this.#closed) throw new BoardDied(death(0, "power cut"));
    for (;;) {
      const length = this.#reader.begin(this.#start, this.#end);
      if (length > 0 && this.#start + length <= this.#end) {
        this.#start += length;
        return this.#reader;
      }
      this.#makeRoom(length);
      const count = this.#transport.receive(this.#pending, this.#end);
      if (count === 0) {
        this.close();
        throw new BoardDied(death(1, "the engine ended without a word"));
      }
      this.#end += count;
    }
  }

  /** Moves what is unread to the front, and into a larger buffer if a frame of this length needs it. */
  #makeRoom(length: number): void {
    if (this.#start === 0 && length <= this.#pending.length) return;
    const unread = this.#pending.subarray(this.#start, this.#end);
    if (length > this.#pending.length) {
      this.#pending = Buffer.alloc(length);
      this.#reader.attach(this.#pending);
    }
    if (unread.length > 0) this.#pending.set(unread);
    this.#start = 0;
    this.#end = unread.length;
  }
}
