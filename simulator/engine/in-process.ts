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
  /** Gives all its memory back. */
  close(): void;
}

interface Addon {
  readonly Board: new (input: Uint8Array) => Board;
}

const inputSize = 16 * 1024;
const addons = new Map<string, Addon>();

function load(path: string): Addon {
  const loaded = addons.get(path);
  if (loaded) return loaded;
  const module = { exports: {} as Addon };
  process.dlopen(module, path, constants.dlopen.RTLD_NOW);
  addons.set(path, module.exports);
  return module.exports;
}

export class InProcessEngine implements Transport {
  readonly pid = undefined;
  readonly #input = new Uint8Array(inputSize);
  readonly #board: Board;
  #unread = 0;
  #output: Uint8Array | undefined;

  /** @param path the addon that build.ts made */
  constructor(path: string) {
    this.#board = new (load(path).Board)(this.#input);
  }

  send(bytes: Uint8Array): void {
    let rest = bytes;
    while (rest.length > inputSize) {
      this.#input.set(rest.subarray(0, inputSize));
      this.#board.exchange(inputSize, 0);
      rest = rest.subarray(inputSize);
    }
    this.#input.set(rest);
    this.#unread = rest.length;
  }

  receive(buffer: Buffer, offset: number): number {
    if (buffer !== this.#output) {
      this.#output = buffer;
      this.#board.attach(buffer);
    }
    const unread = this.#unread;
    this.#unread = 0;
    return Math.max(0, this.#board.exchange(unread, offset));
  }

  close(): void {
    this.#board.close();
  }
}
