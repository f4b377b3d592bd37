/** The same node at three brokers: presses in order, birth and will, retained state, commands. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectAsync } from "mqtt";
import { startBroker } from "../../tools/lib/embedded-broker.ts";
import { skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { MQTTProxy } from "../support/mqtt-proxy.ts";
import { skipWithoutRabbitMQ, startRabbitMQ } from "../support/rabbitmq.ts";
import { alarms, assertInOrder, on, realNode } from "../support/real-node.ts";
import { retained } from "../support/retained.ts";

interface Broker {
  readonly port: number;
  close(): Promise<void>;
}

const password = "áé:ñ 1";

/** Mosquitto with a login, for which commands are open. */
async function mosquittoWithLogin(): Promise<Broker> {
  const { execFileSync } = await import("node:child_process");
  const { mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const folder = mkdtempSync(join(tmpdir(), "vigia-login-"));
  const file = join(folder, "passwords");
  execFileSync("mosquitto_passwd", ["-b", "-c", file, "nodo", password], { stdio: "ignore" });
  const broker = await startMosquitto({ lines: [`password_file ${file}`, "allow_anonymous false"] });
  const close = async () => {
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port: broker.port, close };
}

const login = { username: "nodo", password };
const brokers: [string, string | false, () => Promise<Broker>, { username?: string; password?: string }][] = [
  ["aedes", false, startBroker, {}],
  ["Mosquitto", skipWithout("mosquitto"), startMosquitto, {}],
  ["Mosquitto with a login", skipWithout("mosquitto", "mosquitto_passwd"), mosquittoWithLogin, login],
  ["RabbitMQ", skipWithoutRabbitMQ(), startRabbitMQ, {}],
];

for (const [name, skip, start, credentials] of brokers)
  describe(`at ${name}`, { skip }, () => {
    test("presses, birth, will, retained state, the second start", async () => {
      const broker = await start();
      const proxy = await MQTTProxy.start(broker.port);
      const secured = credentials.username !== undefined;
      const node = await realNode({
        port: proxy.port,
        ...(secured && { user: login.username, password: login.password }),
      });
      try {
        await node.line(/conectado como/, true);
        for (let i = 0; i < 5; i++) await node.press();
        await proxy.until(() => alarms(proxy).length >= 6, "six alarm states are acknowledged");
        assertInOrder(alarms(proxy), node.presses);
        assert.equal(await retained(broker.port, "t/alarma", credentials), on);
        assert.equal(await retained(broker.port, "t/estado", credentials), "online");
        assert.ok(node.lampLit);

        if (secured) {
          const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, credentials);
          const obeyed = node.line(/Orden: OFF/);
          await client.publishAsync("t/alarma/set", "OFF", { qos: 1 });
          await obeyed;
          const refused = node.line(/Orden: rechazada/);
          await client.publishAsync("t/alarma/set", "EXPLODE", { qos: 1 });
          await refused;
          await client.publishAsync("t/alarma/set", "ON", { qos: 1, retain: true });
          await node.line(/Orden: ON/);
          proxy.cut();
          assert.match(await node.line(/Orden: rechazada/), /retenida/);
          await client.endAsync(true);
        } else assert.ok(!proxy.packets.some(({ packet }) => packet.cmd === "subscribe"), "commands are off");

        node.board.powerOff();
        proxy.cut();
        await proxy.until(() => true, "");
        let status = "";
        for (let i = 0; i < 50 && status !== "offline"; i++)
          status = (await retained(broker.port, "t/estado", credentials)) ?? "";
        assert.equal(status, "offline");

        const before = alarms(proxy).length;
        node.board.powerOn();
        await proxy.until(() => alarms(proxy).length > before, "the state is published again");
        assert.equal(alarms(proxy).at(-1), on);
        assert.equal(await retained(broker.port, "t/alarma", credentials), on);
        assert.equal(await retained(broker.port, "t/estado", credentials), "online");
        assert.deepEqual(node.deaths, []);
      } finally {
        node.close();
        proxy.close();
        await broker.close();
      }
    });
  });

test("a wrong login is told by its name, and not retried at full speed", {
  skip: skipWithout("mosquitto", "mosquitto_passwd"),
}, async () => {
  const broker = await mosquittoWithLogin();
  const node = await realNode({ port: broker.port, user: "nodo", password: "wrong" });
  try {
    const line = await node.line(/nuevo intento/, true);
    const match = /(?:usuario o contraseña incorrectos|no autoriza).*en (\d+) s/.exec(line);
    assert.ok(match, line);
    assert.ok(Number(match[1]) >= 15);
    assert.ok(!node.lines.join("\n").includes("wrong"), "the password is never said");
  } finally {
    node.close();
    await broker.close();
  }
});
