/**
 * What happens to brokers and networks, at a real Mosquitto: after each, every press was acknowledged in
 * order, at least once, and the retained state is the lamp's.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Mosquitto, skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { MQTTProxy, type ProxiedPacket } from "../support/mqtt-proxy.ts";
import { alarms, assertInOrder, off, on, type RealNode, realNode } from "../support/real-node.ts";
import { retained } from "../support/retained.ts";

interface Scene {
  broker: Mosquitto;
  proxy: MQTTProxy;
  node: RealNode;
}

async function play(config: object, act: (scene: Scene) => Promise<void>): Promise<void> {
  const scene = { broker: await startMosquitto() } as Scene;
  scene.proxy = await MQTTProxy.start(scene.broker.port);
  scene.node = await realNode({ port: scene.proxy.port, keep_alive: 5, ...config });
  const { proxy, node } = scene;
  try {
    await node.line(/conectado como/, true);
    await act(scene);
    await proxy.until(
      () => alarms(proxy).at(-1) === node.presses.at(-1),
      "the last press is acknowledged",
      60_000,
    );
    await proxy.until(() => count(alarms(proxy), node.presses), "every press is acknowledged", 60_000);
    assertInOrder(alarms(proxy), node.presses);
    assert.equal(await retained(scene.broker.port, "t/alarma"), node.lampLit ? on : off);
    assert.deepEqual(node.deaths, []);
  } finally {
    node.close();
    proxy.close();
    await scene.broker.close();
  }
}

/** Have all been acknowledged, in order? */
function count(acknowledged: readonly string[], expected: readonly string[]): boolean {
  let next = 0;
  for (const state of acknowledged) if (state === expected[next]) next++;
  return next === expected.length;
}

const isAlarm = ({ from, packet }: ProxiedPacket, topic = "t/alarma") =>
  from === "node" && packet.cmd === "publish" && packet.topic === topic;

async function restart(scene: Scene): Promise<void> {
  scene.broker.child.kill("SIGKILL");
  await scene.broker.close();
  scene.broker = await startMosquitto();
  scene.proxy.target = scene.broker.port;
}

describe("at Mosquitto", { skip: skipWithout("mosquitto"), concurrency: 3 }, () => {
  test("killed between PUBLISH and PUBACK, and restarted without its data", () =>
    play({}, async (scene) => {
      const { node, proxy } = scene;
      await node.press();
      await proxy.until(() => alarms(proxy).includes(on), "the first press is acknowledged");
      let killed = false;
      proxy.judge = (packet) => {
        if (!isAlarm(packet) || killed) return "pass";
        killed = true;
        scene.broker.child.kill("SIGKILL");
        return "hold";
      };
      await node.press();
      await node.press();
      assert.ok(killed);
      await restart(scene);
      await node.press();
    }));

  test("the PUBACK never comes, though the broker has the message: it is sent again with DUP", () =>
    play({}, async ({ node, proxy }) => {
      await proxy.until(() => alarms(proxy).length > 0, "the state at the start is acknowledged");
      let once = false;
      proxy.judge = ({ from, packet }) => {
        if (once || from !== "broker" || packet.cmd !== "puback" || node.presses.length === 0) return "pass";
        once = true;
        return "cut";
      };
      await node.press();
      await proxy.until(
        () => proxy.acknowledged.some(({ topic, dup }) => topic === "t/alarma" && dup),
        "the alarm is acknowledged with DUP",
      );
    }));

  test("stopped for longer than the keep-alive: a half-open connection", () =>
    play({}, async ({ node, proxy, broker }) => {
      await node.press();
      await proxy.until(() => alarms(proxy).includes(on), "the first press is acknowledged");
      broker.child.kill("SIGSTOP");
      await node.press();
      await node.press();
      await node.line(/nuevo intento/);
      broker.child.kill("SIGCONT");
    }));

  test("restarted with its data", async () => {
    const folder = mkdtempSync(join(tmpdir(), "vigia-data-"));
    const lines = ["allow_anonymous true", "persistence true", `persistence_location ${folder}/`];
    let broker = await startMosquitto({ folder, lines });
    const proxy = await MQTTProxy.start(broker.port);
    const node = await realNode({ port: proxy.port });
    try {
      await node.line(/conectado como/, true);
      await node.press();
      await proxy.until(() => alarms(proxy).includes(on), "the press is acknowledged");
      const lost = node.line(/nuevo intento/);
      await broker.close();
      await lost;
      await node.press();
      await node.press();
      broker = await startMosquitto({ folder, lines });
      proxy.target = broker.port;
      await proxy.until(() => count(alarms(proxy), node.presses), "every press is acknowledged");
      assertInOrder(alarms(proxy), node.presses);
      assert.equal(await retained(broker.port, "t/alarma"), on);
    } finally {
      node.close();
      proxy.close();
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  for (const [what, config, fits] of [
    ["CONNECT", {}, ({ packet }) => packet.cmd === "connect"],
    ["CONNACK", {}, ({ packet }) => packet.cmd === "connack"],
    ["SUBSCRIBE", { command_secret: "s" }, ({ packet }) => packet.cmd === "subscribe"],
    ["PUBLISH", {}, (packet) => isAlarm(packet)],
    ["PUBACK", {}, ({ packet }) => packet.cmd === "puback"],
  ] as [string, object, (packet: ProxiedPacket) => boolean][])
    test(`the Wi-Fi goes at ${what} and comes back`, () =>
      play(config, async ({ node, proxy }) => {
        const gone = node.line(/Wi-Fi: conexión perdida/);
        let done = false;
        proxy.judge = (packet) => {
          if (done || !fits(packet)) return "pass";
          done = true;
          setImmediate(() => {
            node.board.accessPoint.on = false;
          });
          return "hold";
        };
        proxy.cut();
        await node.press();
        await gone;
        await node.press();
        node.board.accessPoint.on = true;
        await node.press();
      }));
});
