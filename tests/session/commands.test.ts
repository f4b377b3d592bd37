/** Signed commands: what the tool sends the node obeys, once, and nothing else. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { promisify } from "node:util";
import { connectAsync } from "mqtt";
import { startBroker } from "../../tools/lib/embedded-broker.ts";
import { realNode } from "../support/real-node.ts";
import { project } from "../support/xs-program.ts";

const secret = "no se lo digas a nadie";
const run = promisify(execFile);

const sign = (command: string, counter: number | string, key = secret) =>
  `${command} ${counter} ${createHmac("sha256", key).update(`t/alarma/set\n${command}\n${counter}`).digest("hex")}`;

test("signed commands", async () => {
  const broker = await startBroker();
  const node = await realNode({ port: broker.port, command_secret: secret });
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
  const heard: string[] = [];
  client.on("message", (_topic, payload) => void heard.push(payload.toString()));
  await client.subscribeAsync("t/alarma/set");
  const send = async (payload: string) => {
    const answer = node.line(/^Orden: /);
    await client.publishAsync("t/alarma/set", payload, { qos: 1 });
    return answer;
  };
  try {
    await node.line(/conectado como/, true);
    await node.line(/^Reloj/, true);
    const obeyed = node.line(/^Orden: /);
    const { stdout } = await run(
      process.execPath,
      [
        "--import",
        "tsx",
        "tools/command.ts",
        "ON",
        "--broker",
        `mqtt://127.0.0.1:${broker.port}`,
        "--topic",
        "t",
      ],
      { cwd: project, env: { ...process.env, VIGIA_COMMAND_SECRET: secret } },
    );
    assert.equal(stdout, "Enviada la orden ON a t/alarma/set, firmada\n");
    assert.equal(await obeyed, "Orden: ON");
    assert.ok(node.lampLit);
    assert.ok(!heard.some((payload) => payload.includes(secret)));

    assert.match(await send(heard[0]!), /ya se usó/, "a replay");
    assert.match(await send("OFF"), /no lleva firma/);
    assert.match(await send(sign("OFF", Date.now() + 1000, "otra")), /la firma no es correcta/);
    assert.match(await send(sign("OFF", Date.now() + 1000).replace("OFF", "ON")), /la firma no es correcta/);
    assert.match(await send(sign("OFF", Date.now() + 3_600_000)), /su hora no es la del nodo/);
    assert.match(await send(sign("BOOM", Date.now() + 1000)), /no se conoce/);
    assert.match(await send(sign("OFF", "1e3")), /ya se usó/);
    assert.ok(node.lampLit);
    assert.equal(await send(sign("TOGGLE", Date.now() + 1000)), "Orden: TOGGLE");
    assert.ok(!node.lampLit);

    const latest = sign("ON", Date.now() + 2000);
    assert.equal(await send(latest), "Orden: ON");
    node.board.powerOff();
    const ready = node.line(/MQTT: enviado a t\/alarma/);
    node.board.powerOn();
    await ready;
    assert.match(await send(latest), /ya se usó/, "a replay after a restart");
  } finally {
    await client.endAsync(true);
    node.close();
    await broker.close();
  }
});
