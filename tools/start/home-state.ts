/** How a node at home stands at a moment, for who travelled there. */
import type { Home } from "../../simulator/home/home.ts";
import { Led } from "../../simulator/parts/led.ts";
import type { NetState } from "../../simulator/parts/net.ts";

export interface HomeState {
  /** By GPIO. */
  pins: Record<string, NetState>;
  lamps: Record<string, "lit" | "dark">;
  /** What every sensor, button and other part is set to. */
  parts: Record<string, Record<string, number | string>>;
  /** Whether the station has an address, and the clients that the broker knows as connected. */
  wifi: boolean;
  clients: string[];
  /** Payloads by topic. */
  retained: Record<string, string>;
  /** By key; bytes in hexadecimal. */
  storage: Record<string, string>;
  /** Of the firmware's machine; undefined while it does not run. */
  memory: { slots: number; chunkBytes: number } | undefined;
}

export function homeState(home: Home): HomeState {
  const { circuit, board, broker, nvs } = home;
  const state: HomeState = {
    pins: {},
    lamps: {},
    parts: {},
    wifi: board.station.ready,
    clients: [...broker.clients],
    retained: {},
    storage: {},
    memory: undefined,
  };
  for (const gpio of home.gpios) state.pins[`GPIO${gpio}`] = circuit.gpio(gpio)!.state;
  for (const part of circuit.parts.values()) {
    if (part instanceof Led) state.lamps[part.id] = part.lit ? "lit" : "dark";
    const controls = Object.entries(part.controls).map(([name, control]) => [name, control.get()] as const);
    if (controls.length > 0) state.parts[part.id] = Object.fromEntries(controls);
  }
  for (const [topic, { payload }] of broker.retainedMessages)
    state.retained[topic] = Buffer.from(payload).toString();
  for (const { domain, key, value } of nvs.entries()) state.storage[`${domain}.${key}`] = storedText(value);
  const statistics = board.statistics(false);
  if (statistics) state.memory = { slots: statistics.slots, chunkBytes: statistics.chunkBytes };
  return state;
}

/** Bytes in hexadecimal, all else as text. */
const storedText = (value: unknown): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
