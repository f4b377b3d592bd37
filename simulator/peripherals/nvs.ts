/**
 * Non-volatile storage for `preference`: outlives restarts and power cuts as long as the object lives.
 * A `set` is committed before it returns.
 */
import type { Value } from "../engine/frames.ts";
import type { Peripheral, Port } from "./peripheral.ts";

/**
 * A `set` erases the old value, then writes the new one: a power cut can come before, between and after. Or it is
 * refused, and nothing is changed.
 */
export type WritePhase = "before" | "erased" | "written" | "refused";

export class NVS implements Peripheral {
  /** Called in each phase of each write by the firmware; cutting the power in it leaves the store as it is then. */
  onPhase: ((phase: WritePhase, domain: string, key: string) => void) | undefined;
  /** No page is free: a `set` throws in the firmware and changes nothing. */
  full = false;
  /** A power cut between erasing and writing leaves half of the new value. */
  tears = false;
  readonly #values = new Map<string, Map<string, Value>>();
  readonly #damaged = new WeakSet<Uint8Array>();
  /** Writes since the store was made: flash wears out by them. */
  writes = 0;
  /** Power cuts so far: a write that one falls into stops there. */
  cuts = 0;

  open(): Port {
    return {
      call: (command, domain, key, value) => {
        const values = this.#values.get(domain as string);
        switch (command) {
          case "get":
            return values?.get(key as string);
          case "keys":
            return [...(values?.keys() ?? [])].join("\n");
          case "delete":
            if (values?.delete(key as string)) this.writes++;
            return undefined;
          default:
            this.#write(domain as string, key as string, value);
            return undefined;
        }
      },
    };
  }

  #write(domain: string, key: string, value: Value): void {
    if (this.full) {
      this.onPhase?.("refused", domain, key);
      throw new Error("nvs set fail");
    }
    let cut = false;
    const phase = (name: WritePhase) => {
      const { cuts } = this;
      this.onPhase?.(name, domain, key);
      cut ||= this.cuts !== cuts;
    };
    phase("before");
    if (cut) return;
    this.#values.get(domain)?.delete(key);
    phase("erased");
    if (cut) {
      if (this.tears && value instanceof Uint8Array) this.set(domain, key, value.slice(0, value.length >> 1));
      return;
    }
    this.set(domain, key, value);
    phase("written");
  }

  /** Flips a bit in every stored run of bytes, as worn-out flash does; what is damaged already stays as it is. */
  damage(): void {
    for (const { domain, key, value } of [...this.entries()]) {
      if (!(value instanceof Uint8Array) || value.length === 0 || this.#damaged.has(value)) continue;
      const bytes = value.slice();
      bytes[bytes.length >> 1]! ^= 0x10;
      this.#damaged.add(bytes);
      this.set(domain, key, bytes);
    }
  }

  *entries(): Generator<{ domain: string; key: string; value: Value }> {
    for (const [domain, values] of this.#values)
      for (const [key, value] of values) yield { domain, key, value };
  }

  get(domain: string, key: string): Value {
    return this.#values.get(domain)?.get(key);
  }

  set(domain: string, key: string, value: Value): void {
    const values = this.#values.get(domain) ?? new Map<string, Value>();
    this.#values.set(domain, values.set(key, value));
    this.writes++;
  }
}
