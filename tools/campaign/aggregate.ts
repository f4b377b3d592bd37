/** What the runs of a campaign come to, hour by hour: columns for the plots. Pure. */
import type { Result, Sample } from "../../simulator/campaign/result.ts";

export interface Aggregate {
  /** Hours since power-up. */
  readonly hours: readonly number[];
  /** Sums over all runs. */
  readonly changes: readonly number[];
  readonly acknowledged: readonly number[];
  /** Changes that waited: in the mean, and at most in one run. */
  readonly waitingMean: readonly number[];
  readonly waitingMost: readonly number[];
  /** Connections within the hour: in the mean, and at most in one run. */
  readonly connectionsMean: readonly number[];
  readonly connectionsMost: readonly number[];
  /** Over the runs whose firmware ran then. */
  readonly slotsLeast: readonly number[];
  readonly slotsMean: readonly number[];
  readonly slotsMost: readonly number[];
  readonly chunksLeast: readonly number[];
  readonly chunksMean: readonly number[];
  readonly chunksMost: readonly number[];
}

const hour = 3600;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => (values.length ? sum(values) / values.length : 0);
const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
const least = (values: readonly number[]): number =>
  values.length ? values.reduce((a, b) => Math.min(a, b)) : 0;

export function aggregate(results: readonly Result[]): Aggregate {
  const byHour = new Map<number, { sample: Sample; connections: number }[]>();
  for (const { samples } of results) {
    let before = 0;
    for (const sample of samples) {
      if (sample.at % hour !== 0) continue;
      const at = sample.at / hour;
      if (!byHour.has(at)) byHour.set(at, []);
      byHour.get(at)!.push({ sample, connections: sample.connections - before });
      before = sample.connections;
    }
  }
  const hours = [...byHour.keys()].sort((a, b) => a - b);
  const column = (value: (of: { sample: Sample; connections: number }) => number | undefined | null) =>
    hours.map((at) =>
      byHour
        .get(at)!
        .map(value)
        .filter((it) => typeof it === "number"),
    );
  const waiting = column(({ sample }) => sample.waiting);
  const connections = column((it) => it.connections);
  const slots = column(({ sample }) => sample.slots);
  const chunks = column(({ sample }) => sample.chunkBytes);
  return {
    hours,
    changes: column(({ sample }) => sample.changes).map(sum),
    acknowledged: column(({ sample }) => sample.acknowledged).map(sum),
    waitingMean: waiting.map(mean),
    waitingMost: waiting.map(most),
    connectionsMean: connections.map(mean),
    connectionsMost: connections.map(most),
    slotsLeast: slots.map(least),
    slotsMean: slots.map(mean),
    slotsMost: slots.map(most),
    chunksLeast: chunks.map(least),
    chunksMean: chunks.map(mean),
    chunksMost: chunks.map(most),
  };
}
