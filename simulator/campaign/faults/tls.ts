/** What a broker with TLS may show or say that is not to be trusted. Nothing happens where a run has no TLS. */
import { type IdentityName, identityNames } from "../../tls/identity.ts";
import type { Random } from "../../world/random.ts";
import type { FaultKind } from "./fault.ts";

const impostors = identityNames.filter((name) => name !== "good");

const bytes = (random: Random, length: number): number[] =>
  Array.from({ length }, () => random.integer(0, 255));

/** A record of `type` with what is no protected data in it. */
const recordOf = (type: number, body: readonly number[]): Uint8Array =>
  Uint8Array.from([type, 3, 3, body.length >> 8, body.length & 255, ...body]);

const spoilt = {
  noise: (random: Random) => Uint8Array.from(bytes(random, random.integer(1, 64))),
  data: (random: Random) => recordOf(23, bytes(random, random.integer(0, 80))),
  handshake: (random: Random) => recordOf(22, bytes(random, random.integer(0, 80))),
  "change of cipher": () => recordOf(20, [1]),
  alert: () => recordOf(21, [2, 80]),
} as const;

type Spoilt = keyof typeof spoilt;
const spoiltNames = Object.keys(spoilt) as Spoilt[];

export const tlsFaults: readonly FaultKind[] = [
  {
    name: "impostor",
    what: "TLS: the broker shows a certificate that is not to be trusted",
    place: "tls",
    lasts: [10, 1800],
    draw: (random) => ({ shows: impostors[random.integer(0, impostors.length - 1)]! }),
    begin({ home }, { shows }) {
      if (!home.keysOf) return undefined;
      const { broker } = home;
      broker.identity = shows as IdentityName;
      for (const client of broker.clients) broker.disconnect(client);
      return () => {
        broker.identity = "good";
      };
    },
  },
  {
    name: "spoilt-record",
    what: "TLS: a record that does not authenticate, or is none, comes in between",
    place: "tls",
    lasts: [0, 0],
    draw: (random) => ({ is: spoiltNames[random.integer(0, spoiltNames.length - 1)]! }),
    begin({ home, random }, { is }) {
      if (home.keysOf)
        for (const link of home.network.links) link.write("server", spoilt[is as Spoilt](random));
      return undefined;
    },
  },
];
