/**
 * A contact to ground on a pin, with the SDK's Digital before it: edges are told later, several as one, without
 * their times, and not after `close` (modules/io/digital/esp32).
 */
import type Digital from "embedded:io/digital";
import type { DigitalOptions } from "embedded:io/digital";
import Timer from "timer";
import Random from "../support/random";

export class Contact {
  level: 0 | 1;
  /** How the pin was set up. */
  setUp = "";
  closed = 0;
  /** Of `bounce`, in ms. */
  lasted = 0;
  unexpected = 0;
  readonly io: typeof Digital;
  readonly #random = new Random(5);
  #tell: (() => void) | undefined;
  #told = true;

  constructor(level: 0 | 1) {
    this.level = level;
    const contact = this;
    class ContactPin {
      static readonly Input = 0;
      static readonly InputPullUp = 1;
      static readonly InputPullDown = 2;
      static readonly InputPullUpDown = 3;
      static readonly Output = 8;
      static readonly OutputOpenDrain = 9;
      static readonly Rising = 1;
      static readonly Falling = 2;

      readonly target: unknown;

      constructor({ pin, mode, edge, target, onReadable }: DigitalOptions) {
        this.target = target;
        contact.setUp = `pin ${pin}, mode ${mode}, edge ${edge}`;
        contact.#tell = () => onReadable?.call(this as never);
      }

      read(): 0 | 1 {
        if (contact.closed) throw new Error("closed");
        return contact.level;
      }

      write(): void {
        throw new Error("can't write to input");
      }

      close(): void {
        contact.closed = 1;
      }
    }
    this.io = ContactPin as unknown as typeof Digital;
  }

  set(level: 0 | 1): void {
    if (level === this.level) return;
    this.level = level;
    if (!this.#told) return;
    this.#told = false;
    Timer.set(() => {
      this.#told = true;
      if (!this.closed) this.#tell?.();
    });
  }

  /** So many edges within so many ms, the last to `level`. */
  async bounce(level: 0 | 1, milliseconds: number, edges: number): Promise<void> {
    this.lasted = 0;
    for (let i = 1; i < edges; i++) {
      this.set(this.level ? 0 : 1);
      const due = Math.floor((milliseconds * i) / edges);
      if (due > this.lasted) await this.#wait(due - this.lasted);
      else if (!this.#random.below(4)) await this.#wait(0);
      this.lasted = due;
    }
    this.set(level);
  }

  expect(actual: boolean, expected: boolean): void {
    if (actual !== expected) this.unexpected++;
  }

  #wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      Timer.set(() => resolve(), milliseconds);
    });
  }
}
