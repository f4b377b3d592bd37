/** `npm start -- --virtual`: the same bytes for the same seed, its files, and the way back in time. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { RunEvent } from "../../tools/start/events.ts";
import { payloads } from "../support/start.ts";
import { project } from "../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "virtual-"));
after(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

function start(...args: string[]): SpawnSyncReturns<string> {
  const command = ["--import", "tsx", "tools/start.ts", ...args];
  return spawnSync(process.execPath, command, { cwd: project, encoding: "utf8", maxBuffer: 1 << 26 });
}

const events = (text: string): RunEvent[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

const presses = ["--virtual", "--for", "5m", "--press", "1.5m", "--press", "200s", "--json"];
const first = start(...presses, "--seed", "7", "--record", file("run.jsonl"));

test("the same seed prints the same bytes, another seed another trace", () => {
  assert.equal(first.status, 0, first.stderr);
  assert.equal(start(...presses, "--seed", "7").stdout, first.stdout);
  const end = events(first.stdout).at(-1)!;
  const other = events(start(...presses, "--seed", "8").stdout).at(-1)!;
  assert.ok(end.event === "end" && other.event === "end", "a run ends with its end");
  assert.match(end.trace!, /^[0-9a-f]{64}$/);
  assert.notEqual(end.trace, other.trace);
  assert.equal(end.at, 300);
});

test("presses and readings come in virtual time", () => {
  const all = events(first.stdout);
  assert.deepEqual(
    all.flatMap((event) => (event.event === "press" ? [event.at] : [])),
    [90, 200],
  );
  assert.deepEqual(payloads(all, "vigia/casa/alarma"), [
    "Alarma desactivada",
    "Alarma activada",
    "Alarma desactivada",
  ]);
  assert.equal(payloads(all, "vigia/casa/clima").length, 60);
});

test("a recording is replayed until a time, and shows how all stood then", () => {
  const { stdout, stderr, status } = start("--replay", file("run.jsonl"), "--until", "2m", "--json");
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  const replayed = events(stdout);
  const state = replayed.at(-2)!;
  assert.ok(state.event === "state", "the state comes before the end");
  assert.equal(state.lamps.lamp, "lit");
  assert.equal(state.retained["vigia/casa/alarma"], "Alarma activada");
  const before = events(first.stdout).filter(({ at }) => at < 120);
  assert.deepEqual(replayed.slice(0, before.length), before);
});

test("with TLS too the same seed prints the same bytes, and its recording is replayed", () => {
  const secure = ["--virtual", "--for", "2m", "--secure", "--json", "--press", "30s", "--seed", "7"];
  const run = start(...secure, "--record", file("secure.jsonl"), "--trace", file("secure.txt"));
  assert.equal(run.status, 0, run.stderr);
  assert.equal(start(...secure).stdout, run.stdout);
  assert.match(run.stdout, /"url":"mqtts:\/\/broker\.local:8883"/);
  assert.match(readFileSync(file("secure.txt"), "utf8"), /-> CONNECT vigia-casa/);
  const replayed = start("--replay", file("secure.jsonl"), "--json");
  assert.equal(replayed.stdout, run.stdout);
});

test("virtual time refuses what belongs to a real broker", () => {
  for (const flag of ["--broker=mqtt://x", "--port=1", "--user=a", "--ca=x.pem", "--env=x"]) {
    const { status, stderr } = start("--virtual", "--for", "1m", flag);
    assert.equal(status, 1, flag);
    assert.match(stderr, /--virtual has a broker of its own: leave --\w+ out/, flag);
  }
});

test("a replay tells where it departs from its recording", () => {
  const lines = readFileSync(file("run.jsonl"), "utf8").split("\n");
  const changed = lines.map((line) =>
    line.startsWith('{"event":"checkpoint","at":120,') ? line.replace(/"trace":"./, '"trace":"?') : line,
  );
  writeFileSync(file("changed.jsonl"), changed.join("\n"));
  const { stderr, status } = start("--replay", file("changed.jsonl"), "--json");
  assert.equal(status, 1);
  assert.match(stderr, /departs from the recording between 60 s and 120 s/);
});

test("the pins are dumped, and the trace can be read", () => {
  const { status } = start(
    ...["--virtual", "--for", "10s", "--press", "5s", "--json"],
    ...["--vcd", file("pins.vcd"), "--trace", file("trace.txt")],
  );
  assert.equal(status, 0);
  const dump = readFileSync(file("pins.vcd"), "utf8");
  const button = /\$var wire 1 (.) GPIO4_btn/.exec(dump)![1]!;
  const lamp = /\$var wire 1 (.) GPIO18_r1/.exec(dump)![1]!;
  const body = dump.slice(dump.indexOf("#5000000"));
  assert.ok(body.startsWith(`#5000000\n0${button}\n`), "the press is in the dump at its microsecond");
  assert.ok(body.includes(`\n1${lamp}\n`), "and the lamp after it");
  const times = [...dump.matchAll(/^#(\d+)$/gm)].map(([, time]) => Number(time));
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
  assert.equal(times.at(-1), 10_000_000);
  const trace = readFileSync(file("trace.txt"), "utf8");
  for (const part of [
    "power on",
    "-> CONNECT vigia-casa",
    "<- CONNACK 0",
    "PUBLISH #3 QoS 1 retain",
    "press",
  ])
    assert.ok(trace.includes(part), `the trace has "${part}"`);
});

const refusals: [string, string[], RegExp][] = [
  ["virtual time without an end", ["--virtual"], /--virtual needs --for/],
  ["a broker in virtual time", ["--virtual", "--for", "1s", "--broker", "mqtt://localhost"], /--broker/],
  ["a seed in wall-clock time", ["--seed", "3"], /--seed needs --virtual/],
  ["a recording in wall-clock time", ["--record", "x"], /--record needs --virtual/],
  ["a seed that is none", ["--virtual", "--for", "1s", "--seed", "one"], /whole number/],
  ["an end of nothing", ["--until", "1s"], /--until needs --replay/],
  ["a seed for a replay", ["--replay", "x", "--seed", "1"], /--replay takes --seed from its file/],
  ["a replay of nothing", ["--replay", file("none")], /none: ENOENT/],
  ["a replay of something else", ["--replay", "package.json"], /package\.json:1: not JSON/],
  ["a replay beyond its end", ["--replay", file("run.jsonl"), "--until", "1h"], /ends at 300 s/],
  [
    "a file in no folder",
    ["--virtual", "--for", "1s", "--vcd", file("no/pins.vcd")],
    /no\/pins\.vcd: cannot be written \(ENOENT\)/,
  ],
];
for (const [name, args, expected] of refusals)
  test(`it refuses ${name}`, () => {
    const { status, stderr } = start(...args);
    assert.equal(status, 1);
    assert.match(stderr, expected);
    assert.doesNotMatch(stderr, /\n {4}at /, "no stack trace");
  });
