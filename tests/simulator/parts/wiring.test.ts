import assert from "node:assert/strict";
import { test } from "node:test";
import type { Drive, Level, Link, Net, NetState, Pull, Terminal } from "../../../simulator/parts/net.ts";
import { Wiring } from "../../../simulator/parts/wiring.ts";
import { Random } from "../../../simulator/world/random.ts";

type Hold = readonly [Drive, Pull];

const resolutions: readonly { holds: readonly Hold[]; state: NetState; level: Level }[] = [
  { holds: [], state: "floating", level: 0 },
  { holds: [["released", "none"]], state: "floating", level: 0 },
  { holds: [["released", "up"]], state: "high", level: 1 },
  { holds: [["released", "down"]], state: "low", level: 0 },
  {
    holds: [
      ["released", "up"],
      ["released", "down"],
    ],
    state: "high",
    level: 1,
  },
  { holds: [["low", "up"]], state: "low", level: 0 },
  { holds: [["high", "down"]], state: "high", level: 1 },
  {
    holds: [
      ["low", "none"],
      ["high", "none"],
    ],
    state: "low",
    level: 0,
  },
];

for (const { holds, state, level } of resolutions) {
  test(`a net held ${JSON.stringify(holds)} is ${state}`, () => {
    const net = new Wiring(() => 0).net("n");
    for (const [drive, pull] of holds) {
      const terminal = net.attach();
      terminal.drive(drive);
      terminal.pull(pull);
    }
    assert.equal(net.state, state);
    assert.equal(net.level, level);
  });
}

test("a floating net keeps its level", () => {
  const net = new Wiring(() => 0).net("n");
  const terminal = net.attach();
  terminal.drive("high");
  terminal.drive("released");
  assert.equal(net.state, "floating");
  assert.equal(net.level, 1);
});

test("observers are told of changes of level only, with the time", () => {
  let now = 0;
  const net = new Wiring(() => now).net("n");
  const [a, b] = [net.attach(), net.attach()];
  const seen: [Level, number][] = [];
  const stop = a.observe((level, at) => seen.push([level, at]));
  for (const [at, drive] of [
    [10, "high"],
    [20, "released"],
    [30, "high"],
    [40, "low"],
  ] as const) {
    now = at;
    b.drive(drive);
  }
  stop();
  b.drive("high");
  assert.deepEqual(seen, [
    [1, 10],
    [0, 40],
  ]);
});

test("state observers are told when a net begins to float", () => {
  const net = new Wiring(() => 0).net("n");
  const terminal = net.attach();
  const seen: NetState[] = [];
  net.observeState((state) => seen.push(state));
  for (const drive of ["low", "released", "high", "released"] as const) terminal.drive(drive);
  assert.deepEqual(seen, ["low", "floating", "high", "floating"]);
});

test("every observer sees the changes in order, also those another observer causes", () => {
  const net = new Wiring(() => 0).net("n");
  const [a, b] = [net.attach(), net.attach()];
  const seen: Level[] = [];
  net.observe((level) => {
    if (level === 1) b.drive("low");
  });
  net.observe((level) => seen.push(level));
  a.drive("high");
  assert.deepEqual(seen, [1, 0]);
});

test("parts that set each other off without end are an error", () => {
  const net = new Wiring(() => 0).net("SDA");
  const [a, b] = [net.attach(), net.attach()];
  net.observe((level) => b.drive(level === 1 ? "low" : "released"));
  assert.throws(() => a.drive("high"), /net SDA oscillates/);
});

test("a conflict is low, counted once and told", () => {
  const wiring = new Wiring(() => 7);
  const net = wiring.net("GPIO4");
  const told: [string, number][] = [];
  wiring.onConflict = (nets, at) => told.push([nets.map(({ name }) => name).join(), at]);
  const [a, b, c] = [net.attach(), net.attach(), net.attach()];
  a.drive("high");
  b.drive("low");
  c.drive("high");
  assert.equal(net.level, 0);
  assert.equal(wiring.conflicts, 1);
  b.drive("released");
  assert.equal(net.level, 1);
  b.drive("low");
  assert.equal(wiring.conflicts, 2);
  assert.deepEqual(told, [
    ["GPIO4", 7],
    ["GPIO4", 7],
  ]);
});

test("a closed link makes two nets one, an open one parts them", () => {
  const wiring = new Wiring(() => 0);
  const [a, b] = [wiring.net("a"), wiring.net("b")];
  a.attach().drive("low");
  b.attach().pull("up");
  const seen: Level[] = [];
  b.observe((level) => seen.push(level));
  const link = wiring.link(a, b);
  link.set(true);
  assert.equal(b.level, 0);
  link.set(false);
  assert.equal(b.level, 1);
  assert.deepEqual(seen, [0, 1]);
});

test("floating nets that disagree fall low when they are joined", () => {
  const wiring = new Wiring(() => 0);
  const [a, b] = [wiring.net("a"), wiring.net("b")];
  const terminal = a.attach();
  terminal.drive("high");
  terminal.drive("released");
  wiring.link(a, b).set(true);
  assert.deepEqual([a.level, b.level], [0, 0]);
});

/** The same rules, worked out from scratch each time. */
class NaiveModel {
  readonly holds: { net: number; drive: Drive; pull: Pull }[] = [];
  readonly links: { a: number; b: number; closed: boolean }[] = [];
  readonly levels: Level[];

  constructor(nets: number) {
    this.levels = new Array<Level>(nets).fill(0);
  }

  update(): void {
    const group = this.levels.map((_, net) => net);
    for (let round = 0; round < group.length; round++) {
      for (const { a, b, closed } of this.links) {
        if (closed) group[a] = group[b] = Math.min(group[a]!, group[b]!);
      }
    }
    const before = [...this.levels];
    for (const net of this.levels.keys()) {
      const holds = this.holds.filter((hold) => group[hold.net] === group[net]);
      const has = (what: Drive | Pull) => holds.some(({ drive, pull }) => drive === what || pull === what);
      if (has("low")) this.levels[net] = 0;
      else if (has("high")) this.levels[net] = 1;
      else if (has("up")) this.levels[net] = 1;
      else if (has("down")) this.levels[net] = 0;
      else
        this.levels[net] = before.every((level, other) => group[other] !== group[net] || level === 1) ? 1 : 0;
    }
  }
}

test("10,000 random operations agree with a naive model", () => {
  const random = new Random("wiring");
  const pick = <Item>(items: readonly Item[]) => items[random.integer(0, items.length - 1)]!;
  const count = 8;
  const wiring = new Wiring(() => 0);
  const model = new NaiveModel(count);
  const nets: Net[] = Array.from({ length: count }, (_, index) => wiring.net(`net ${index}`));
  const seen: Level[] = nets.map(() => 0);
  nets.forEach((net, index) => {
    net.observe((level) => {
      assert.notEqual(level, seen[index], "told of a change that was none");
      seen[index] = level;
    });
  });
  const terminals: Terminal[] = Array.from({ length: 16 }, (_, index) => {
    model.holds.push({ net: index % count, drive: "released", pull: "none" });
    return nets[index % count]!.attach();
  });
  const links: Link[] = Array.from({ length: 8 }, (_, index) => {
    const [a, b] = [index % count, (index * 3 + 1) % count];
    model.links.push({ a, b, closed: false });
    return wiring.link(nets[a]!, nets[b]!);
  });

  for (let round = 0; round < 10_000; round++) {
    const index = random.integer(0, terminals.length - 1);
    const operation = random.integer(0, 2);
    if (operation === 0) {
      const drive = pick<Drive>(["low", "high", "released", "released", "released"]);
      terminals[index]!.drive(drive);
      model.holds[index]!.drive = drive;
    } else if (operation === 1) {
      const pull = pick<Pull>(["up", "down", "none", "none"]);
      terminals[index]!.pull(pull);
      model.holds[index]!.pull = pull;
    } else {
      const link = index % links.length;
      const closed = random.chance(0.4);
      links[link]!.set(closed);
      model.links[link]!.closed = closed;
    }
    model.update();
    assert.deepEqual(
      nets.map(({ level }) => level),
      model.levels,
      `round ${round}`,
    );
    assert.deepEqual(seen, model.levels, `observers, round ${round}`);
  }
});
