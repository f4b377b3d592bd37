/**
 * What the node keeps that it should not: live slots and chunks after very many readings, and after very many
 * connections, against what they were after the first ones. Takes some minutes; runs only when it is named.
 */
import { type VirtualHome, virtualHome } from "../tests/support/virtual-home.ts";
import type { Figure, Group } from "./figure.ts";

const readings = 1_000_000;
const reconnects = 100_000;
/** The first ones fill what is made once. */
const first = 1000;
const interval = 2.02;

async function growth(
  what: string,
  count: number,
  seconds: number,
  config: Record<string, unknown>,
  step: (home: VirtualHome) => void,
): Promise<Figure[]> {
  const home = await virtualHome({ firmware: { config } });
  const run = (times: number) => {
    for (let i = 0; i < times; i++) {
      step(home);
      home.pass(seconds);
      home.published.length = home.lines.length = 0;
    }
  };
  try {
    home.pass(120);
    run(first);
    const before = home.board.statistics(true)!;
    run(count - first);
    const after = home.board.statistics(true)!;
    if (home.deaths.length > 0) throw new Error(`the board died: ${home.deaths[0]!.reason}`);
    const note = `live after ${count} ${what}, against after ${first}`;
    return [
      { name: `${count} ${what}: slots more`, value: after.slots - before.slots, unit: "slots", note },
      {
        name: `${count} ${what}: chunks more`,
        value: after.chunkBytes - before.chunkBytes,
        unit: "bytes",
        note,
      },
    ];
  } finally {
    home.close();
  }
}

export const grows: Group = {
  title: "Growth (exact)",
  measure: async () => [
    ...(await growth("readings", readings, interval, { interval: 2 }, () => {})),
    ...(await growth("reconnects", reconnects, 65, { interval: 3600 }, ({ broker }) => {
      broker.kill({ downFor: 100_000, memory: false });
    })),
  ],
};
