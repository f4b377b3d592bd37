/**
 * An engine in this very process, as a coroutine of an addon (addon.c): for virtual time, where the way there
 * and back is most of the cost. It runs only while `receive` waits for it.
 */
import { constants } from "node:os";
import type { Transport } from "./transport.ts";

/** What addon.c offers. Both buffers are used as long as the board is there. */
interface Board {
  /** Where the board writes from now on. */
  attach(output: Uint8Array): void;
  /**
   * Goes on with the board until it waits: for more input, or for room in the output.
   * @param inputLength bytes of the input that are new
   * @param outputOffset where its next byte goes
   * @returns how many bytes it wrote; -1 if it had ended before
   */
  exchange(inputLength: number, outputOffset: number): number;
  /** Gives all its memory back, and is as new. */
  close(): void;
}

interface Addon {
  readonly Board: new (input: Uint8Array) => Board;
}

/** A board, and where it reads from. */
interface Seat {
  readonly board: Board;
  readonly input: Uint8Array;
}

const inputSize = 16 * 1024;
/** The constructors, by the addon's path. */
const addons = new Map<string, Addon>();
/** Seats of boards that ended. Node frees an addon's objects in its event loop only: so they are used again. */
const free = new Map<string, Seat[]>();

function seatOf(path: string): Seat {
  const used = free.get(path)?.pop();
  if (used) return used;
  const input = new Uint8Array(inputSize);
  return { input, board: new (load(path).Board)(input) };
}

function load(path: string): Addon {
  const loaded = addons.get(path);
  if (loaded) return loaded;
  const module = { exports: {} as Addon };
  process.dlopen(module, path, constants.dlopen.RTLD_NOW);
  addons.set(path, module.exports);
  free.set(path, []);
  return module.exports;
}

export class InProcessEngine implements Transport {
  readonly pid = undefined;
  readonly #path: string;
  readonly #seat: Seat;
  #unread = 0;
  #output: Uint8Array | undefined;

  /**
   * @param path the addon that build.ts made
   * @throws Error if it cannot be loaded
   */
  constructor(path: string) {
    this.#path = path;
    this.#seat = seatOf(path);
  }

  send(bytes: Uint8Array): void {
    const { input, board } = this.#seat;
    if (this.#unread > 0) board.exchange(this.#unread, 0);
    let rest = bytes;
    while (rest.length > inputSize) {
      input.set(rest.subarray(0, inputSize));
      board.exchange(inputSize, 0);
      rest = rest.subarray(inputSize);
    }
    input.set(rest);
    this.#unread = rest.length;
  }

  receive(buffer: Buffer, offset: number): number {
    if (buffer !== this.#output) {
      this.#output = buffer;
      this.#seat.board.attach(buffer);
    }
    const unread = this.#unread;
    this.#unread = 0;
    return Math.max(0, this.#seat.board.exchange(unread, offset));
  }

  /** To be called once. */
  close(): void {
    this.#seat.board.close();
    free.get(this.#path)!.push(this.#seat);
  }
}
