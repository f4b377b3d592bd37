import type { Dht22 } from "../../../simulator/parts/dht22.ts";
import { dht22 } from "../../../simulator/parts/dht22.ts";
import type { Level, Terminal } from "../../../simulator/parts/net.ts";
import { type Bench, makeBench } from "./bench.ts";

/** An edge on the line, in microseconds from the host's release. */
export interface Edge {
  readonly level: Level;
  readonly at: number;
}

/** What a host makes of a frame. */
export interface Decoded {
  readonly humidity: number;
  readonly temperature: number;
  readonly checksumOk: boolean;
}

export const SECOND = 1_000_000;

/** A DHT22 under supply, and a host that reads it the way an ESP32 does. */
export class Host {
  readonly bench: Bench<Dht22>;
  readonly line: Terminal;

  constructor(attrs: Readonly<Record<string, string>> = {}, seed: number | string = 1) {
    this.bench = makeBench<Dht22>(dht22, { attrs, seed, rails: { VCC: "3V3", GND: "GND" } });
    this.line = this.bench.probe("SDA");
    this.line.pull("up");
  }

  get sensor(): Dht22 {
    return this.bench.part;
  }

  /** Lets time pass. */
  wait(microseconds: number): void {
    this.bench.world.run(this.bench.world.now + microseconds);
  }

  /** Gives a start pulse and records the line's edges for 10 ms from the release. */
  read(startLow = 1200): Edge[] {
    this.line.drive("low");
    this.wait(startLow);
    const released = this.bench.world.now;
    const edges: Edge[] = [];
    this.line.drive("released");
    const stop = this.line.observe((level, at) => edges.push({ level, at: at - released }));
    this.wait(10_000);
    stop();
    return edges;
  }

  /** Sets the climate, and reads twice: the second read gives what was measured at the first. */
  measure(temperature: number, humidity: number): Edge[] {
    this.sensor.controls.temperature.set(temperature);
    this.sensor.controls.humidity.set(humidity);
    this.wait(2 * SECOND);
    this.read();
    this.wait(2 * SECOND);
    return this.read();
  }
}

/** The times of the falling edges. */
export function falls(edges: readonly Edge[]): number[] {
  return edges.filter(({ level }) => level === 0).map(({ at }) => at);
}

/** Halfway between the longest 0 and the shortest 1, fall to fall, of a slow sensor too. */
const THRESHOLD = 112;

/** The bits between the falling edges; the first interval is the response. */
export function bitsOf(edges: readonly Edge[]): number[] {
  const times = falls(edges);
  return times.slice(2).map((at, index) => (at - times[index + 1]! > THRESHOLD ? 1 : 0));
}

/** Decodes a whole frame; undefined if it has not 40 bits. */
export function decode(edges: readonly Edge[]): Decoded | undefined {
  const bits = bitsOf(edges);
  if (bits.length !== 40) return undefined;
  const bytes = [0, 1, 2, 3, 4].map((byte) =>
    Number.parseInt(bits.slice(byte * 8, byte * 8 + 8).join(""), 2),
  );
  const [h1, h0, t1, t0, checksum] = bytes as [number, number, number, number, number];
  const magnitude = ((t1 & 0x7f) * 256 + t0) / 10;
  return {
    humidity: (h1 * 256 + h0) / 10,
    temperature: t1 & 0x80 ? -magnitude : magnitude,
    checksumOk: ((h1 + h0 + t1 + t0) & 0xff) === checksum,
  };
}
