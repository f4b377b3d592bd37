/** Another firmware or machine than the usual one, for a whole run: what time alone does not bring within a day. */
import type { SourcePatch } from "../firmware/patch.ts";
import { brokerConfig } from "../home/home.ts";

export interface Variation {
  readonly name: string;
  readonly what: string;
  /** Of the modules, by specifier. */
  readonly patches?: readonly SourcePatch[];
  readonly config?: Readonly<Record<string, unknown>>;
  /** What the chip's counters show at power-up, in microseconds. */
  readonly start?: number;
  /** Reasons that the firmware may end for. */
  readonly deaths?: RegExp;
  /** How often it is drawn. */
  readonly chance: number;
}

/** Microseconds of a count of milliseconds in 32 bits, and of the half where it turns negative. */
const wrap = 2 ** 32 * 1000;
const turn = 2 ** 31 * 1000;
const hour = 3600e6;

export const variations: readonly Variation[] = [
  {
    name: "ticks-turn-negative",
    what: "the ticks turn negative after five hours (24.8 days after power-up)",
    start: turn - 5 * hour,
    chance: 0.1,
  },
  {
    name: "ticks-wrap",
    what: "the ticks come round after five hours (49.7 days after power-up)",
    start: wrap - 5 * hour,
    chance: 0.1,
  },
  {
    name: "ids-near-end",
    what: "packet identifiers begin at 65,500 and pass 65,535",
    patches: [{ specifier: "network/packet-ids", find: "#last = 0;", replace: "#last = 65500;" }],
    chance: 0.15,
  },
  {
    name: "client-throws",
    what: "the SDK's client throws now and then when it is written to",
    patches: [
      {
        specifier: "embedded:network/mqtt/client",
        find: "  write(data: Bytes | null, options?: MQTTWrite): number {",
        replace:
          '  write(data: Bytes | null, options?: MQTTWrite): number {\n    if (Math.random() < 0.0005) throw new Error("injected");',
      },
    ],
    deaths: /injected/,
    chance: 0.1,
  },
  {
    name: "secure",
    what: "node and broker speak TLS",
    config: brokerConfig(true),
    chance: 0.15,
  },
];

/** @throws Error naming the variations that there are */
export function variationNamed(name: string): Variation {
  const found = variations.find((variation) => variation.name === name);
  if (found) return found;
  throw new Error(
    `there is no variation ${name}; there are ${variations.map((each) => each.name).join(", ")}`,
  );
}
