/** The board around the firmware: what dies, what restarts, what stays; pins and Wi-Fi as the chip has them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { type VirtualBoard, type VirtualBoardOptions, virtualBoard } from "../support/virtual-board.ts";
import { project } from "../support/xs-program.ts";

/** A board that is switched off when the test ends; with a program of tests/xs/board in the place of main. */
async function board(
  t: TestContext,
  program?: string,
  { firmware, ...options }: VirtualBoardOptions = {},
): Promise<VirtualBoard> {
  const result = await virtualBoard({
    ...options,
    firmware: { ...firmware, ...(program && { main: `tests/xs/board/${program}` }) },
  });
  t.after(() => result.close());
  return result;
}

function press(node: VirtualBoard): void {
  node.button.press();
  node.pass(0.3);
  node.button.release();
  node.pass(0.3);
}

test("an exception in a timer restarts the chip; the alarm comes back, and its lamp", async (t) => {
  const node = await board(t, undefined, {
    firmware: {
      standIns: {
        timer: join(project, "tests/xs/board/faulty-timer.ts"),
        "virtual-board/host": join(project, "simulator/modules/virtual-board/host.js"),
      },
    },
  });
  const lamp: [boolean, number][] = [];
  node.lamp.onChange((lit, at) => lamp.push([lit, Math.floor(at / 1e6)]));
  node.pass(10);
  press(node);
  assert.equal(node.lamp.lit, true);
  node.pass(8);
  assert.deepEqual(node.deaths, []);
  node.pass(10);
  assert.deepEqual(
    node.deaths.map(({ code, name, reason }) => [code, name, reason]),
    [[45, "unhandled exception", "unhandled exception: Error: provoked"]],
  );
  assert.ok(
    node.lines.some((line) => line.includes("unhandled exception") && line.includes("provoked")),
    "the console said why",
  );
  assert.equal(node.lamp.lit, true);
  assert.deepEqual(
    lamp.map(([lit]) => lit),
    [true, false, true],
  );
  node.pass(60);
  assert.equal(node.deaths.length, 1);
  press(node);
  assert.equal(node.lamp.lit, false, "and it goes on from there");
});

describe("the clock and NVS", () => {
  test("through System.restart() both go on, and the clock does not stop meanwhile", async (t) => {
    const node = await board(t, "clock", { firmware: { config: { restart_after: 4000 } } });
    node.pass(10);
    assert.deepEqual(node.lines, [
      "start 1 at 0",
      "the callback ends",
      "start 2 at 1000000003",
      "the callback ends",
      "start 3 at 1000000007",
    ]);
    assert.deepEqual(
      node.deaths.map(({ name }) => name),
      ["restart", "restart"],
    );
  });

  test("through a power cut NVS stays, the clock is lost", async (t) => {
    const node = await board(t, "clock");
    node.pass(5);
    node.board.powerOff();
    assert.equal(node.board.on, false);
    node.pass(60);
    node.board.powerOn();
    node.pass(5);
    assert.equal(node.lines.length, 2);
    assert.equal(node.lines[0], "start 1 at 0");
    assert.match(node.lines[1]!, /^start 2 at \d{1,2}$/);
    assert.deepEqual(node.deaths, [], "a power cut is no death");
  });

  test("a power cut while it boots, and switching twice, do no harm", async (t) => {
    const node = await board(t, "clock");
    node.pass(0.1);
    node.board.powerOff();
    node.board.powerOff();
    node.pass(1);
    node.board.powerOn();
    node.board.powerOn();
    node.pass(1);
    assert.equal(node.lines.length, 1);
  });
});

test("a firmware that dies at once restarts again and again, and nothing grows", async (t) => {
  const node = await board(t, "dies", { wifi: true });
  const measure = async () => {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const children = execFileSync("ps", ["--no-headers", "-o", "stat,comm", "--ppid", String(process.pid)], {
      encoding: "utf8",
    });
    return {
      pending: node.world.pending,
      descriptors: readdirSync("/proc/self/fd").length,
      boards: children.split("\n").filter((child) => /^[^Z].*vigia/.test(child)).length,
    };
  };
  node.pass(1);
  const before = await measure();
  node.pass(30);
  assert.ok(node.deaths.length >= 100, `${node.deaths.length} restarts`);
  assert.deepEqual(
    [...new Set(node.deaths.map(({ reason }) => reason))],
    ["unhandled exception: Error: on purpose"],
  );
  assert.deepEqual(await measure(), before);
});

test("an engine that is killed from outside is a death like any other", async (t) => {
  const node = await board(t, "clock", { engine: "process" });
  node.pass(2);
  process.kill(node.board.pid!, "SIGKILL");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(node.board.statistics(), undefined, "it has none any more");
  node.pass(2);
  assert.equal(node.deaths.length, 1);
  assert.match(node.lines.at(-1)!, /^start 2 /);
});

test("pins: two users, pins that are not there, outputs that cannot be", async (t) => {
  const node = await board(t, "pins");
  node.pass(1);
  assert.deepEqual(node.lines, [
    "the same pin again: in use",
    "a capture on it: in use",
    "after close: taken",
    "after close of another kind: taken",
    "a pin of the flash: invalid pin",
    "a pin that is not there: invalid pin",
    "a pin beyond the last: invalid pin",
    "a negative pin: invalid pin",
    "half a pin: invalid pin",
    "an input-only pin as output: input only",
    "an input-only pin as capture: input only",
    "an input-only pin as input: taken",
  ]);
});

describe("Wi-Fi", () => {
  test("joins in its steps; connect throws while connecting and when connected", async (t) => {
    const node = await board(t, "wifi", { wifi: true });
    node.pass(2);
    assert.deepEqual(node.lines, [
      "300",
      "refused: already connecting",
      "400 -",
      "500 10.13.37.2",
      "refused: connect failed",
    ]);
  });

  for (const [name, config] of [
    ["another SSID", { wifi_ssid: "another" }],
    ["a password where there is none", { wifi_password: "12345678" }],
  ] as const)
    test(`${name} is not found`, async (t) => {
      const node = await board(t, "wifi", { wifi: true, firmware: { config } });
      node.pass(20);
      assert.deepEqual(node.lines, ["300", "refused: already connecting", "200 -"]);
    });

  test("without the channel it scans, which takes longer", async (t) => {
    const ready = async (wifi_channel: number) => {
      const node = await board(t, "wifi", { wifi: true, firmware: { config: { wifi_channel } } });
      for (let tenths = 0; tenths < 100; tenths++) {
        node.pass(0.1);
        if (node.lines.some((line) => line.startsWith("500"))) return node.world.now;
      }
      assert.fail("it never joins");
    };
    assert.ok((await ready(0)) - (await ready(6)) > 1e6);
  });

  test("an access point that goes during DHCP, comes back, goes and comes again", async (t) => {
    const node = await board(t, "wifi", { wifi: true, firmware: { config: { again: 1000 } } });
    while (node.lines.at(-1) !== "400 -") node.pass(0.01);
    node.board.accessPoint.on = false;
    node.pass(0.1);
    assert.equal(node.lines.at(-1), "200 -");
    node.pass(10);
    assert.ok(!node.lines.some((line) => line.startsWith("500")));
    node.board.accessPoint.on = true;
    node.pass(10);
    assert.ok(node.lines.includes("500 10.13.37.2"));
    assert.equal(node.board.station.ready, true);
    const before = node.lines.length;
    node.board.accessPoint.on = false;
    node.board.accessPoint.on = false;
    node.pass(0.01);
    assert.deepEqual(node.lines.slice(before), ["200 -"]);
    assert.equal(node.board.station.ready, false);
    node.board.accessPoint.on = true;
    node.pass(10);
    assert.equal(node.board.station.ready, true);
  });

  test("is gone when the chip is switched off", async (t) => {
    const node = await board(t, "wifi", { wifi: true });
    node.pass(2);
    let lost = 0;
    node.board.station.onLost(() => lost++);
    node.board.powerOff();
    assert.equal(lost, 1);
    assert.equal(node.board.station.ready, false);
  });
});
