import assert from "node:assert/strict";
import { test } from "node:test";
import { type Dht22, dht22 } from "../../../simulator/parts/dht22.ts";
import { Random } from "../../../simulator/world/random.ts";
import { makeBench } from "./bench.ts";
import { decode, type Edge, Host, SECOND } from "./dht22-host.ts";

const climates: readonly [temperature: number, humidity: number][] = [
  [24, 40],
  [35.1, 65.2],
  [-10.1, 65.2],
  [0, 0],
  [80, 100],
  [-40, 100],
  [-0.1, 0.1],
  [25.6, 51.2],
];

for (const [temperature, humidity] of climates) {
  test(`${temperature} C and ${humidity} % arrive as they are`, () => {
    const decoded = decode(new Host().measure(temperature, humidity));
    assert.deepEqual(decoded, { temperature, humidity, checksumOk: true });
  });
}

test("random climates arrive, whatever the jitter", () => {
  const random = new Random("climates");
  const host = new Host();
  for (let round = 0; round < 300; round++) {
    const temperature = random.integer(-400, 800) / 10;
    const humidity = random.integer(0, 1000) / 10;
    assert.deepEqual(decode(host.measure(temperature, humidity)), {
      temperature: temperature === 0 ? 0 : temperature,
      humidity,
      checksumOk: true,
    });
  }
  assert.equal(host.bench.wiring.conflicts, 0);
});

test("the widths stay within the data sheet's table and use its range", () => {
  const host = new Host();
  const seen = { answer: [], response: [], low: [], byteLow: [], zero: [], one: [] } as Record<
    string,
    number[]
  >;
  host.wait(2 * SECOND);
  for (let round = 0; round < 50; round++) {
    const edges = host.read();
    host.wait(2 * SECOND);
    assert.equal(edges.length, 84);
    const widths = edges.map(({ at }, index) => at - (edges[index - 1]?.at ?? 0));
    seen.answer!.push(widths[0]!);
    seen.response!.push(widths[1]!, widths[2]!);
    for (let bit = 0; bit < 40; bit++) {
      seen[bit % 8 === 0 ? "byteLow" : "low"]!.push(widths[3 + 2 * bit]!);
      const high = widths[4 + 2 * bit]!;
      seen[high < 45 ? "zero" : "one"]!.push(high);
    }
    seen.low!.push(widths[83]!);
  }
  const ranges = Object.entries(seen).map(([name, widths]) => [
    name,
    Math.min(...widths),
    Math.max(...widths),
  ]);
  assert.deepEqual(ranges, [
    ["answer", 20, 40],
    ["response", 75, 85],
    ["low", 48, 55],
    ["byteLow", 65, 70],
    ["zero", 22, 30],
    ["one", 68, 75],
  ]);
});

test("the line rests high, and the sensor has a pull-up of its own", () => {
  const host = new Host();
  host.line.pull("none");
  assert.equal(host.line.level, 1);
  host.measure(20, 50);
  assert.equal(host.line.level, 1);
});

const startPulses: readonly [width: number, answered: boolean][] = [
  [1, false],
  [799, false],
  [800, true],
  [1000, true],
  [20_000, true],
  [20_001, false],
];

for (const [width, answered] of startPulses) {
  test(`a start pulse of ${width} us is ${answered ? "answered" : "ignored"}`, () => {
    const host = new Host();
    host.wait(2 * SECOND);
    assert.equal(host.read(width).length > 0, answered);
  });
}

test("a sensor asleep does not answer", () => {
  const host = new Host();
  host.wait(SECOND - 1300);
  assert.deepEqual(host.read(1200), []);
  host.wait(SECOND);
  assert.notDeepEqual(host.read(), []);
});

test("a read gives the measurement before: on waking, then at each start", () => {
  const host = new Host({ temperature: "10" });
  const temperatures: (number | undefined)[] = [];
  for (const temperature of [20, 30, 40]) {
    host.wait(2 * SECOND);
    host.sensor.controls.temperature.set(temperature);
    temperatures.push(decode(host.read())?.temperature);
  }
  assert.deepEqual(temperatures, [10, 20, 30]);
});

test("asked again within 2 s it sends old data and counts a violation", () => {
  const host = new Host({ temperature: "10" });
  host.wait(2 * SECOND);
  host.read();
  host.sensor.controls.temperature.set(20);
  for (let round = 0; round < 3; round++) {
    host.wait(SECOND);
    assert.equal(decode(host.read())?.temperature, 10);
  }
  assert.equal(host.sensor.pollViolations, 3);
});

test("2 s from start to start are enough, less is not", () => {
  for (const [gap, violations] of [
    [2 * SECOND, 0],
    [2 * SECOND - 1, 1],
  ] as const) {
    const host = new Host();
    host.wait(2 * SECOND);
    host.read(1000);
    host.wait(gap - 10_000 - 1000);
    host.read(1000);
    assert.equal(host.sensor.pollViolations, violations, `${gap} us`);
  }
});

test("the same seed gives the same pulses, another seed others", () => {
  const read = (seed: number) => new Host({}, seed).measure(21.5, 60);
  assert.deepEqual(read(5), read(5));
  assert.notDeepEqual(read(5), read(6));
});

/** Reads with a fault, after a good read has set a reading of 21.5 C and 60 %. */
function readWith(fault: string, seed: number): { host: Host; edges: Edge[] } {
  const host = new Host({}, seed);
  host.measure(21.5, 60);
  host.wait(2 * SECOND);
  host.sensor.controls.fault.set(fault);
  return { host, edges: host.read() };
}

const SEEDS = Array.from({ length: 30 }, (_, index) => index);

test("absent: no answer and no pull-up, and a restart when it is plugged in again", () => {
  const { host, edges } = readWith("absent", 1);
  assert.deepEqual(edges, []);
  host.line.pull("none");
  assert.equal(host.line.state, "floating");
  host.sensor.controls.fault.set("none");
  assert.equal(host.line.state, "high");
  assert.deepEqual(host.read(), [], "asleep");
  host.wait(SECOND);
  assert.equal(decode(host.read())?.temperature, 21.5);
});

test("stuck low: the line never rises", () => {
  const { host, edges } = readWith("stuck-low", 1);
  assert.deepEqual(edges, []);
  assert.equal(host.line.level, 0);
});

test("stuck high: the line never falls after the release, and the host fights it", () => {
  const { host, edges } = readWith("stuck-high", 1);
  assert.deepEqual(edges, []);
  assert.equal(host.line.level, 1);
  assert.equal(host.bench.wiring.conflicts, 1);
});

test("a mended line is not taken for a start pulse", () => {
  const host = new Host();
  host.wait(2 * SECOND);
  host.sensor.setFault("stuck-low");
  host.wait(5000);
  host.sensor.setFault("none");
  host.wait(10_000);
  assert.equal(host.sensor.frames, 0);
  assert.equal(host.line.level, 1);
});

test("corrupt: 40 bits, and the checksum tells", () => {
  for (const seed of SEEDS) assert.equal(decode(readWith("corrupt", seed).edges)?.checksumOk, false);
});

test("bad checksum: the data is right all the same", () => {
  for (const seed of SEEDS) {
    const decoded = decode(readWith("bad-checksum", seed).edges);
    assert.deepEqual(decoded, { temperature: 21.5, humidity: 60, checksumOk: false });
  }
});

test("truncated: fewer bits, and the line is let go", () => {
  const lengths = SEEDS.map((seed) => {
    const { host, edges } = readWith("truncated", seed);
    assert.equal(host.line.level, 1);
    assert.equal(decode(edges), undefined);
    return edges.length;
  });
  assert.ok(new Set(lengths).size > 10, `${lengths}`);
});

test("noisy: more edges than a frame has, some very close together", () => {
  for (const seed of SEEDS) {
    const { edges } = readWith("noisy", seed);
    assert.ok(edges.length > 84);
    assert.ok(edges.some(({ at }, index) => at - (edges[index - 1]?.at ?? 0) <= 4));
  }
});

test("frozen: the value stays, until the power is cycled", () => {
  const host = new Host();
  host.measure(21.5, 60);
  host.sensor.setFault("frozen");
  assert.equal(decode(host.measure(30, 70))?.temperature, 21.5);
  assert.equal(decode(host.measure(35, 70))?.temperature, 21.5);
});

test("twos-complement: only negative temperatures differ", () => {
  const host = new Host();
  host.sensor.setFault("twos-complement");
  assert.equal(decode(host.measure(10.1, 50))?.temperature, 10.1);
  assert.deepEqual(decode(host.measure(-10.1, 50)), {
    temperature: -(0x7f9b / 10),
    humidity: 50,
    checksumOk: true,
  });
});

test("slow: a late answer and longer bits, still to be read", () => {
  for (const seed of SEEDS) {
    const { edges } = readWith("slow", seed);
    assert.deepEqual(decode(edges), { temperature: 21.5, humidity: 60, checksumOk: true });
    assert.ok(edges[0]!.at >= 150 && edges[0]!.at <= 200);
  }
});

test("a fault cuts off an answer under way", () => {
  const host = new Host();
  host.wait(2 * SECOND);
  host.line.drive("low");
  host.wait(1000);
  host.line.drive("released");
  host.wait(1000);
  host.sensor.setFault("absent");
  const pending = host.bench.world.pending;
  assert.equal(pending, 0);
  assert.equal(host.line.level, 1);
});

test("without supply it does nothing, and it starts when it is supplied", () => {
  const { part, world, probe } = makeBench<Dht22>(dht22, { rails: { GND: "GND" } });
  const [vcc, line] = [probe("VCC"), probe("SDA")];
  assert.equal(line.state, "floating");
  assert.equal(world.pending, 0);
  vcc.drive("high");
  assert.equal(line.state, "high");
  world.run(SECOND);
  part.setFault("frozen");
  part.controls.temperature.set(50);
  vcc.drive("low");
  vcc.drive("high");
  world.run(3 * SECOND);
  line.drive("low");
  world.run(world.now + 1000);
  line.drive("released");
  assert.equal(part.frames, 1);
});

test("a host's low that outlasts the answer counts from its end", () => {
  const host = new Host();
  host.wait(2 * SECOND);
  host.line.drive("low");
  host.wait(1000);
  host.line.drive("released");
  host.wait(3000);
  host.line.drive("low");
  host.wait(6000);
  host.line.drive("released");
  assert.equal(host.sensor.frames, 2);
});

test("controls hold one decimal and refuse what is out of range", () => {
  const { controls } = new Host({ temperature: "21.46" }).sensor;
  assert.equal(controls.temperature.get(), 21.5);
  controls.temperature.set("-0.04");
  assert.equal(controls.temperature.get(), 0);
  controls.humidity.set(33.333);
  assert.equal(controls.humidity.get(), 33.3);
  assert.throws(() => controls.temperature.set(80.1), /part "part": temperature cannot be 80.1.*-40 to 80/);
  for (const value of [Number.NaN, "", "warm", -1, 101]) {
    assert.throws(() => controls.humidity.set(value), RangeError);
  }
  assert.throws(() => controls.fault.set("tired"), /fault cannot be "tired".*none, absent, stuck-low/);
  assert.equal(controls.fault.get(), "none");
});

test("a closed sensor lets go of everything", () => {
  const host = new Host();
  host.sensor.close();
  host.line.pull("none");
  assert.equal(host.line.state, "floating");
  assert.equal(host.bench.world.pending, 0);
});
