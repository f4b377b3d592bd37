/** What restarts a node, and that it says why: programs that hang or fail, brokers that stay away. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { VirtualBoard } from "../support/virtual-board.ts";
import { type VirtualHome, type VirtualHomeOptions, virtualHome } from "../support/virtual-home.ts";
import { project } from "../support/xs-program.ts";

async function home(t: TestContext, options: VirtualHomeOptions = {}): Promise<VirtualHome> {
  const node = await virtualHome(options);
  t.after(() => node.close());
  return node;
}

/** A node whose timers go wrong as the program of tests/xs/board says. */
const withTimers = (t: TestContext, program: string) =>
  home(t, {
    firmware: {
      config: { diagnostics: 10 },
      standIns: {
        timer: join(project, `tests/xs/board/${program}.ts`),
        "virtual-board/host": join(project, "simulator/modules/virtual-board/host.js"),
      },
    },
  });

const starts = (node: VirtualBoard) => node.lines.filter((line) => line.startsWith("Arranque: "));
const causes = (node: VirtualBoard) => node.deaths.map(({ name }) => name);
const status = (node: VirtualBoard) => node.type("estado").find((line) => line.startsWith("Estado: "))!;
const diagnostics = (node: VirtualHome) =>
  JSON.parse(
    Buffer.from(node.published.findLast(({ topic }) => topic === "t/diagnostico")!.payload).toString(),
  );

test("a node that hangs is restarted, and says so on the console and in its diagnostics", async (t) => {
  const node = await withTimers(t, "hanging-timer");
  node.pass(50);
  assert.deepEqual(starts(node), ["Arranque: encendido"]);
  assert.equal(diagnostics(node).start, "power");
  assert.ok(!("cause" in diagnostics(node)), "no cause");
  node.pass(50);
  assert.deepEqual(causes(node), ["too much computation"]);
  assert.deepEqual(starts(node).slice(1), ["Arranque: el programa no respondía"]);
  assert.equal(diagnostics(node).start, "watchdog");
  assert.match(status(node), /; arranque: el programa no respondía$/);
});

test("an exception is told after the restart too, and not after the next one", async (t) => {
  const node = await withTimers(t, "faulty-timer");
  node.pass(60);
  assert.deepEqual(causes(node), ["unhandled exception"]);
  assert.deepEqual(starts(node).slice(1), [
    "Arranque: fallo del programa: unhandled exception, Error: provoked",
  ]);
  assert.equal(diagnostics(node).start, "failure");
  assert.equal(diagnostics(node).cause, "unhandled exception, Error: provoked");
  node.type("reiniciar");
  node.pass(30);
  assert.equal(starts(node).at(-1), "Arranque: reinicio pedido");
  node.board.powerOff();
  node.board.powerOn();
  node.pass(10);
  assert.equal(starts(node).at(-1), "Arranque: encendido");
});

test("without a broker the network is restarted, then the chip; presses in between arrive", async (t) => {
  const node = await home(t);
  node.pass(20);
  node.broker.kill();
  const from = node.world.now;
  const told = (text: string) => node.lines.filter((line) => line.includes(text)).length;
  const until = (condition: () => boolean) => {
    while (!condition() && node.world.now - from < 3600e6) node.pass(1);
    return (node.world.now - from) / 1e6;
  };
  const network = until(() => told("15 min sin broker, se reinicia la red") > 0);
  assert.ok(Math.abs(network - 900) <= 12, `the network after ${network} s`);
  node.button.press();
  node.pass(0.3);
  node.button.release();
  assert.deepEqual(node.deaths, []);
  const chip = until(() => node.deaths.length > 0);
  assert.ok(Math.abs(chip - 1800) <= 12, `the chip after ${chip} s`);
  assert.equal(told("30 min sin broker, se reinicia el nodo"), 1);
  node.pass(10);
  assert.equal(starts(node).at(-1), "Arranque: demasiado tiempo sin broker");
  node.broker.start();
  node.pass(120);
  assert.match(status(node), /conectado, .* conectado; .* alarma activada; /);
  assert.equal(Buffer.from(node.broker.retained("t/alarma")!.payload).toString(), "Alarma activada");
  node.pass(7200);
  assert.equal(node.deaths.length, 1);
});

test("a network restart that helps is no reason to restart the chip", async (t) => {
  const node = await home(t, { firmware: { config: { offline_restart: 60 } } });
  node.pass(20);
  node.network.conditions.blackHole.toServer = true;
  node.broker.kill({ downFor: 1_000_000 });
  while (!node.lines.some((line) => line.includes("se reinicia la red"))) node.pass(1);
  node.network.conditions.blackHole.toServer = false;
  node.pass(600);
  assert.deepEqual(node.deaths, []);
  assert.equal(node.lines.filter((line) => line.includes("se reinicia la red")).length, 1);
});

// The watchdog looks every ten seconds, and hardly ever while a visit of a tenth of a second lasts.
for (const stay of [3, 0.1])
  test(`a broker that drops the node ${stay} s after it let it in, over and over, is no reason to restart`, async (t) => {
    const node = await home(t, { firmware: { config: { offline_restart: 900 } } });
    let visits = 0;
    node.broker.observe((event) => {
      if (event.kind !== "connect") return;
      visits++;
      node.world.schedule(node.world.now + stay * 1e6, () => node.broker.disconnect(event.client));
    });
    node.pass(45 * 60);
    assert.ok(visits > 40, `${visits} visits`);
    assert.deepEqual(node.deaths, []);
    assert.ok(
      !node.lines.some((line) => line.includes("se reinicia")),
      "the network is not restarted either",
    );
  });

test("a broker that answers and never lets the node in is none", async (t) => {
  const node = await home(t, { firmware: { config: { offline_restart: 900 } } });
  node.broker.faults.refuse = 3;
  node.pass(890);
  assert.ok(!node.lines.some((line) => line.includes("se reinicia")), "nothing restarts before its time");
  node.pass(20);
  assert.ok(node.lines.some((line) => line.includes("15 min sin broker, se reinicia la red")));
  node.pass(880);
  assert.deepEqual(node.deaths, []);
  node.pass(20);
  assert.equal(node.deaths.length, 1);
  assert.ok(node.lines.some((line) => line.includes("30 min sin broker, se reinicia el nodo")));
});

test("0 turns it off", async (t) => {
  const node = await home(t, { firmware: { config: { offline_restart: 0 } } });
  node.broker.kill();
  node.pass(7200);
  assert.deepEqual(node.deaths, []);
  assert.ok(!node.lines.some((line) => line.includes("se reinicia")), "nothing restarts");
});
