/**
 * What a reading, a press and a reconnect cost: the difference of the engine's counters over a hundred of them, divided by
 * a hundred, in a machine so large that nothing is collected meanwhile (else slots and chunks would go down).
 * The node is connected; readings are published, presses published, acknowledged and stored. All else that the
 * node does in the time (keep-alive, diagnostics) is configured away or is in the figure.
 */
import type { Creation, Statistics } from "../simulator/engine/engine.ts";
import { type VirtualHome, virtualHome } from "../tests/support/virtual-home.ts";
import type { Figure, Group } from "./figure.ts";

const times = 100;
const roomy: Creation = {
  static: 0,
  chunk: { initial: 1 << 24, incremental: 1 << 20 },
  heap: { initial: 1 << 19, incremental: 1 << 16 },
  stack: 512,
  keys: { initial: 32, incremental: 32, name: 0, symbol: 0 },
  parser: { buffer: 1024, table: 127 },
};

/** The counters that an action adds to. */
async function cost(
  interval: number,
  action: (node: VirtualHome) => void,
): Promise<{ added: Statistics; messages: number; bytes: number }> {
  const node = await virtualHome({
    creation: roomy,
    firmware: { config: { interval, keep_alive: 3600, diagnostics: 0 } },
  });
  try {
    node.pass(30);
    const before = node.board.statistics(false)!;
    const published = node.published.length;
    const sent = node.sent;
    action(node);
    const after = node.board.statistics(false)!;
    const added = Object.fromEntries(
      Object.entries(after).map(([key, value]) => [key, value - before[key as keyof Statistics]]),
    ) as unknown as Statistics;
    if (added.slots < 0 || added.chunkBytes < 0)
      throw new Error("garbage was collected amidst the measurement");
    return { added, messages: node.published.length - published, bytes: node.sent - sent };
  } finally {
    node.close();
  }
}

const figures = (
  what: string,
  { computrons, slots, chunkBytes }: Statistics,
  bytes: number,
  note: string,
): Figure[] => [
  { name: `${what}: work`, value: computrons / times, unit: "computrons", note },
  { name: `${what}: slots allocated`, value: slots / times, unit: "slots", note },
  { name: `${what}: chunks allocated`, value: chunkBytes / times, unit: "bytes", note },
  { name: `${what}: on the wire`, value: bytes / times, unit: "bytes", note: "what the node writes to TCP" },
];

/** How many messages each of them makes. */
function messagesEach(messages: number): string {
  if (messages === 0 || messages % times !== 0) throw new Error(`${messages} messages of ${times}`);
  return messages === times ? "one message" : `${messages / times} messages`;
}

async function readings(): Promise<Figure[]> {
  const interval = 5;
  const { added, messages, bytes } = await cost(interval, (node) => node.pass(times * interval));
  const note = `mean of ${times}: capture, decode, ${messagesEach(messages)} at QoS 0`;
  return figures("a reading", added, bytes, note);
}

async function presses(): Promise<Figure[]> {
  const { added, messages, bytes } = await cost(3600, (node) => {
    for (let press = 0; press < times; press++) {
      node.button.press();
      node.pass(0.5);
      node.button.release();
      node.pass(0.5);
    }
  });
  const note = `mean of ${times}: bounce, debounce, NVS, ${messagesEach(messages)} at QoS 1 with their PUBACKs`;
  return figures("a press", added, bytes, note);
}

/** Long enough for the back-off to be at its start again, in seconds. */
const reconnectTime = 70;

async function reconnects(): Promise<Figure[]> {
  const { added, bytes } = await cost(86_400, (node) => {
    for (let reconnect = 0; reconnect < times; reconnect++) {
      for (const client of node.broker.clients) node.broker.disconnect(client);
      node.pass(reconnectTime);
    }
  });
  const note = `mean of ${times}: a reset by the broker, back-off, DNS, TCP, CONNECT, birth and state; ${reconnectTime} s`;
  return figures("a reconnect", added, bytes, note);
}

export const work: Group = {
  title: "Work (exact: the same on every PC)",
  measure: async () => [...(await readings()), ...(await presses()), ...(await reconnects())],
};
