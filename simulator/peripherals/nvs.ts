/**
 * Non-volatile storage for `preference`: outlives restarts and power cuts as long as the object lives.
 * A `set` is committed before it returns.
 */
import type { Value } from "../engine/frames.ts";
import type { Peripheral, Port } from "./peripheral.ts";

export class NVS implements Peripheral {
  readonly #values = new Map<string, Map<string, Value>>();
  /** Writes since the store was made: flash wears out by them. */
  writes = 0;

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
            this.set(domain as string, key as string, value);
            return undefined;
        }
      },
    };
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
