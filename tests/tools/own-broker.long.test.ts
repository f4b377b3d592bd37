/** `npm run broker`: node, publisher, consumer and command meet on it, TLS and login on; nobody else comes in. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { serves } from "../../tools/broker/certificates.ts";
import { configurationFor } from "../../tools/broker/mosquitto.ts";
import type { BrokerAccess } from "../../tools/lib/broker-address.ts";
import { connectBroker } from "../../tools/lib/broker-client.ts";
import { readConfiguration } from "../../tools/lib/configuration.ts";
import { skipWithoutOpenSSL } from "../support/certificates.ts";
import { type Checkout, makeCheckout, type Tool } from "../support/checkout.ts";
import { freePort, skipWithout } from "../support/mosquitto.ts";
import { realNode } from "../support/real-node.ts";
import { project } from "../support/xs-program.ts";

const options = { prefix: "test", language: "es", reconnectPeriod: 0 } as const;

describe("the own broker", { skip: skipWithout("mosquitto") || skipWithoutOpenSSL() }, () => {
  let checkout: Checkout;
  let port: number;
  let broker: Tool;
  let node: BrokerAccess;
  let user: BrokerAccess;

  const local = (...names: string[]) => join(checkout.folder, "broker", "local", ...names);
  const startBroker = async () => {
    const tool = checkout.tool("broker", ["--port", String(port)]);
    await tool.said(/Broker en marcha/);
    return tool;
  };
  const access = (file: string) => {
    const environment = { VIGIA_ENV: local(file) };
    const folder = process.cwd();
    process.chdir(checkout.folder);
    try {
      return readConfiguration({ environment, language: "es", manifest: join(project, "manifest.json") })
        .broker!;
    } finally {
      process.chdir(folder);
    }
  };
  /** Another authority's certificate, as its own script makes it. */
  const foreignCA = () => {
    const folder = mkdtempSync(join(tmpdir(), "vigia-foreign-"));
    const script = join(project, "broker", "certificates.sh");
    const { status, stderr } = spawnSync("sh", [script, folder, "localhost"], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const ca = readFileSync(join(folder, "ca.pem"), "utf8");
    rmSync(folder, { recursive: true });
    return ca;
  };

  before(async () => {
    checkout = makeCheckout();
    port = await freePort();
    broker = await startBroker();
    node = access("nodo.env");
    user = access("usuario.env");
  });
  after(() => checkout?.remove());

  test("it is for this machine only, and its secrets for their owner", () => {
    assert.match(
      broker.output.stdout,
      new RegExp(`en marcha: mqtts://localhost:${port}, solo para este ordenador`),
    );
    assert.match(
      readFileSync(local("mosquitto.conf"), "utf8"),
      new RegExp(`^listener ${port} 127\\.0\\.0\\.1$`, "m"),
    );
    for (const file of ["nodo.env", "usuario.env", "passwords", "tls/ca.key", "tls/server.key"])
      assert.equal(statSync(local(file)).mode & 0o077, 0, file);
    const said = broker.output.stdout + broker.output.stderr;
    assert.ok(!said.includes(node.password) && !said.includes(user.password), "no password is shown");
    assert.ok(!readFileSync(local("passwords"), "utf8").includes(node.password), "nor stored as it is");
  });

  test("node, publisher, consumer and command meet", async () => {
    const consumer = checkout.tool("consumer", ["--env", local("usuario.env"), "--json"]);
    await consumer.said(/Suscrito/);
    const start = checkout.tool("start", ["--env", local("nodo.env"), "--press", "1s", "--json"]);
    await start.said(/Pulsador: pulsado/);
    await consumer.said(/vigia\/casa\/clima/);
    await consumer.said(/"payload":"Alarma activada"/);
    const command = checkout.tool("command", ["OFF", "--env", local("usuario.env")]);
    assert.equal(await command.ended, 0, command.output.stderr);
    assert.equal(command.output.stderr, "");
    await start.said(/Orden: OFF/);
    const publisher = checkout.tool("publisher", ["--env", local("nodo.env"), "--count", "1", "--qos", "1"]);
    assert.equal(await publisher.ended, 0, publisher.output.stderr);
    await consumer.said(/"topic":"vigia\/casa","payload":"messages: 1"/);
    start.child.kill("SIGINT");
    await start.ended;
    consumer.child.kill("SIGINT");
    await consumer.ended;
  });

  test("a node writes only below its topic; a user only gives commands", async () => {
    const listener = await connectBroker(user, options);
    const asNode = await connectBroker(node, options);
    const heard: string[] = [];
    const last = new Promise<void>((resolve) =>
      listener.on("message", (topic, payload, { retain }) => {
        if (!retain) heard.push(topic);
        if (payload.toString() === "last") resolve();
      }),
    );
    await listener.subscribeAsync("#", { qos: 1 });
    await asNode.publishAsync("vigia/otra/clima", "x", { qos: 1 });
    await asNode.publishAsync("casa", "x", { qos: 1 });
    await asNode.publishAsync("vigia/casa/nota", "x", { qos: 1 });
    await listener.publishAsync("vigia/casa/clima", "x", { qos: 1 });
    await listener.publishAsync("vigia/casa/alarma", "x", { qos: 1 });
    await listener.publishAsync("vigia/casa/alarma/set", "TOGGLE", { qos: 1 });
    await asNode.publishAsync("vigia/casa", "last", { qos: 1 });
    await last;
    assert.deepEqual(heard, ["vigia/casa/nota", "vigia/casa/alarma/set", "vigia/casa"]);
    await Promise.all([listener.endAsync(), asNode.endAsync()]);
  });

  test("a wrong login and none are refused", async () => {
    await assert.rejects(connectBroker({ ...user, password: "wrong" }, options), /"usuario".*VIGIA_PASSWORD/);
    await assert.rejects(connectBroker({ ...user, user: "otra" }, options), /"otra"/);
    await assert.rejects(connectBroker({ ...user, user: "" }, options), /sin usuario/);
    await assert.rejects(connectBroker({ ...user, secure: false }, options), /corta la conexión.*TLS/);
  });

  test("a foreign certificate", async () => {
    await assert.rejects(
      connectBroker({ ...user, ca: foreignCA() }, options),
      /no lo ha firmado la CA configurada: revisa VIGIA_CA/,
    );
    await assert.rejects(connectBroker({ ...user, ca: "" }, options), /ninguna autoridad conocida/);
  });

  test("the node refuses a foreign certificate and says when its login is refused", async () => {
    const { host, secure, ca, user: name, password } = node;
    const config = { broker: host, port, secure, user: name, topic: "vigia/casa" };
    for (const [difference, expected] of [
      [{ ca: foreignCA(), password }, /no es de la autoridad configurada/],
      [{ ca, password: "wrong" }, /contraseña incorrectos|no autoriza/],
    ] as const) {
      const board = await realNode({ ...config, ...difference });
      try {
        assert.match(await board.line(/nuevo intento/, true), expected);
        assert.ok(!board.lines.some((line) => line.includes("conectado como")), "it never connected");
      } finally {
        board.close();
      }
    }
  });

  test("started again it has what was retained, and the same logins", async () => {
    const before = await connectBroker(node, options);
    await before.publishAsync("vigia/casa/nota", "kept", { qos: 1, retain: true });
    await before.endAsync();
    const passwords = readFileSync(local("passwords"), "utf8");
    const certificate = readFileSync(local("tls", "server.pem"), "utf8");
    broker.child.kill("SIGINT");
    assert.equal(await broker.ended, 130);
    await assert.rejects(connectBroker(node, options), /no atiende ningún broker/);
    broker = await startBroker();
    assert.equal(readFileSync(local("passwords"), "utf8"), passwords);
    assert.equal(readFileSync(local("tls", "server.pem"), "utf8"), certificate);
    const consumer = checkout.tool("consumer", [
      "--env",
      local("usuario.env"),
      "--filter",
      "vigia/casa/nota",
      "--count",
      "1",
    ]);
    assert.equal(await consumer.ended, 0, consumer.output.stderr);
    assert.match(consumer.output.stdout, /kept \(retenido\)/);
  });

  test("a port that is taken, an address that is not ours", async () => {
    const second = checkout.tool("broker", ["--port", String(port)]);
    assert.equal(await second.ended, 1);
    assert.match(second.output.stderr, /^vigia: el puerto \d+ ya está ocupado: .*--port/);
    const elsewhere = checkout.tool("broker", ["--host", "192.0.2.1"]);
    assert.equal(await elsewhere.ended, 1);
    assert.match(elsewhere.output.stderr, /^vigia: 192\.0\.2\.1 no es una dirección de este ordenador/);
  });
});

test("only the listener's address changes in mosquitto.conf", () => {
  const text = readFileSync(join(project, "broker", "mosquitto.conf"), "utf8");
  const added = (host: string, port: number) =>
    configurationFor(text, host, port)
      .split("\n")
      .filter((line) => !text.split("\n").includes(line));
  assert.deepEqual(added("0.0.0.0", 8883), ["listener 8883 0.0.0.0", `user ${userInfo().username}`]);
  assert.match(configurationFor(text, "127.0.0.1", 1), /^allow_anonymous false$/m);
});

describe("without Mosquitto", { skip: skipWithoutOpenSSL() }, () => {
  test("--prepare makes what docker needs; another name gives another certificate by the same authority", async () => {
    const checkout = makeCheckout();
    try {
      const local = join(checkout.folder, "broker", "local");
      const busy = createServer().listen(0, "127.0.0.1");
      const first = checkout.tool("broker", ["--prepare"]);
      assert.equal(await first.ended, 0, first.output.stderr);
      busy.close();
      const ca = readFileSync(join(local, "tls", "ca.pem"), "utf8");
      const server = join(local, "tls", "server.pem");
      assert.ok(serves(server, ["localhost", "127.0.0.1"]), "for loopback");
      assert.ok(!serves(server, ["192.168.1.20"]), "for nothing else");
      const second = checkout.tool("broker", ["--prepare", "--name", "192.168.1.20", "--name", "casa.local"]);
      assert.equal(await second.ended, 0, second.output.stderr);
      assert.ok(serves(server, ["localhost", "192.168.1.20", "casa.local"]), "for all");
      assert.equal(readFileSync(join(local, "tls", "ca.pem"), "utf8"), ca, "the authority stays");
      assert.match(
        readFileSync(join(local, "nodo.env"), "utf8"),
        /^VIGIA_BROKER=mqtts:\/\/192\.168\.1\.20:8883$/m,
      );
      const compose = readFileSync(join(project, "broker", "compose.yaml"), "utf8");
      assert.match(compose, /\$\{VIGIA_BIND:-127\.0\.0\.1\}:8883:8883/);
    } finally {
      await checkout.remove();
    }
  });
});
