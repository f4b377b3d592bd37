/** TELNET (RFC 854): commands out of a line's bytes, and into them. npm's codecs have licences that ours is not. */

export const Verb = { Will: 251, Wont: 252, Do: 253, Dont: 254 } as const;

const IAC = 255;
const SB = 250;
const SE = 240;
/** A subnegotiation that is longer is cut: none that is used has more than some bytes. */
const mostOption = 256;

export interface TelnetListener {
  data(bytes: Buffer): void;
  /** @param verb one of `Verb` */
  negotiation(verb: number, option: number): void;
}

type State = "data" | "command" | "option" | "subnegotiation" | "subcommand";

/** Takes a line's bytes, however they are split, and tells what they say. Subnegotiations are passed over. */
export class TelnetReader {
  readonly #listener: TelnetListener;
  #state: State = "data";
  #verb: number = Verb.Will;
  #length = 0;

  constructor(listener: TelnetListener) {
    this.#listener = listener;
  }

  take(bytes: Uint8Array): void {
    const data = Buffer.alloc(bytes.length);
    let count = 0;
    for (const byte of bytes) {
      if (this.#state === "data" && byte !== IAC) data[count++] = byte;
      else if (this.#state === "command" && byte === IAC) {
        data[count++] = IAC;
        this.#state = "data";
      } else {
        const [state, negotiated] = this.#step(byte);
        this.#state = state;
        if (negotiated) {
          if (count > 0) this.#listener.data(Buffer.from(data.subarray(0, count)));
          count = 0;
          this.#listener.negotiation(this.#verb, byte);
        }
      }
    }
    if (count > 0) this.#listener.data(data.subarray(0, count));
  }

  /** @returns the next state, and whether the byte ends a negotiation */
  #step(byte: number): [State, boolean] {
    switch (this.#state) {
      case "data":
        return ["command", false];
      case "command":
        this.#verb = byte;
        this.#length = 0;
        if (byte === SB) return ["subnegotiation", false];
        return [byte >= Verb.Will && byte <= Verb.Dont ? "option" : "data", false];
      case "option":
        return ["data", true];
      case "subnegotiation":
        if (byte === IAC) return ["subcommand", false];
        return [++this.#length > mostOption ? "data" : "subnegotiation", false];
      case "subcommand":
        return [byte === SE ? "data" : "subnegotiation", false];
    }
  }
}

/** @param verb one of `Verb` */
export function negotiation(verb: number, option: number): Buffer {
  return Buffer.from([IAC, verb, option]);
}

export function subnegotiation(option: number, values: readonly number[]): Buffer {
  return Buffer.concat([
    Buffer.from([IAC, SB, option]),
    escaped(Buffer.from(values)),
    Buffer.from([IAC, SE]),
  ]);
}

/** A byte of 255 in data is sent twice. */
export function escaped(data: Uint8Array): Buffer {
  const bytes: number[] = [];
  for (const byte of data) {
    bytes.push(byte);
    if (byte === IAC) bytes.push(IAC);
  }
  return Buffer.from(bytes);
}
