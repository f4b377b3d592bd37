/** Message digests for `crypt`. */
import { createHash } from "node:crypto";
import type { Peripheral, Port } from "./peripheral.ts";

export class Digests implements Peripheral {
  open(): Port {
    let name = "";
    const parts: Uint8Array[] = [];
    return {
      receive: (_write, data) => {
        parts.push(typeof data === "string" ? Buffer.from(data) : (data as Uint8Array));
      },
      call: (command, type) => {
        if (command === "open") {
          name = (type as string).toLowerCase();
          createHash(name);
          return undefined;
        }
        const hash = createHash(name);
        for (const part of parts.splice(0)) hash.update(part);
        return hash.digest();
      },
    };
  }
}
