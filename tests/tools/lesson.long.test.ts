/** Publisher, consumer and command as a student runs them: at the broker of `npm start`, and where none is. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { BrokerAccess } from "../../tools/lib/broker-address.ts";
import { connectBroker } from "../../tools/lib/broker-client.ts";
import { type EmbeddedBroker, startBroker } from "../../tools/lib/embedded-broker.ts";
import { type Checkout, makeCheckout, type Tool } from "../support/checkout.ts";
import { skipWithout, startMosquitto } from "../support/mosquitto.ts";

let checkout: Checkout;
before(() => {
  checkout = makeCheckout();
});
after(() => checkout.remove());

const lines = (tool: Tool) => tool.output.stdout.trim().split("\n");
const running = () => {
  const folder = join(checkout.folder, "build", "running");
  return existsSync(folder) ? readdirSync(folder) : [];
};

describe("at the broker of npm start", () => {
  let node: Tool;
  before(async () => {
    mkdirSync(join(checkout.folder, "build", "running"), { recursive: true });
    writeFileSync(join(checkout.folder, "build", "running", "1.json"), "stale");
    node = checkout.tool("start", [], { VIGIA_COMMAND_SECRET: "a secret", VIGIA_INTERVAL: "2" });
    await node.said(/enviado a vigia\/casa\/clima/);
  });

  test("consumer and publisher meet, and see the node", async () => {
    const consumer = checkout.tool("consumer", ["--filter", "vigia/casa", "--count", "5"]);
    await consumer.said(/Suscrito/);
    const publisher = checkout.tool("publisher", ["--interval", "50ms"]);
    assert.equal(await publisher.ended, 0, publisher.output.stderr);
    assert.equal(await consumer.ended, 0, consumer.output.stderr);
    const [connected, ...sent] = lines(publisher);
    assert.match(connected!, /^Conectado al broker mqtt:\/\/127\.0\.0\.1:\d+ como publisher-[0-9a-f]{6}$/);
    assert.deepEqual(
      sent,
      [1, 2, 3, 4, 5].map((n) => `${n}: enviado \`messages: ${n}\` al tema \`vigia/casa\``),
    );
    const [, subscribed, ...received] = lines(consumer);
    assert.equal(subscribed, "Suscrito a vigia/casa");
    assert.deepEqual(
      received.map((line) => line.replace(/^\d\d:\d\d:\d\d/, "")),
      [1, 2, 3, 4, 5].map((n) => `  vigia/casa  messages: ${n}`),
    );
  });

  test("what the node has said before comes as retained", async () => {
    const consumer = checkout.tool("consumer", ["--json", "--count", "3"]);
    assert.equal(await consumer.ended, 0, consumer.output.stderr);
    const received = lines(consumer).map((line) => JSON.parse(line) as { topic: string; retain: boolean });
    assert.ok(
      received.some(({ topic, retain }) => topic === "vigia/casa/estado" && retain),
      consumer.output.stdout,
    );
  });

  test("options of the publisher: message, QoS, retain, count", async () => {
    const args = ["--message", "hola {n}", "--qos", "1", "--retain", "--count", "1", "--topic", "casa/nota"];
    const publisher = checkout.tool("publisher", args);
    assert.equal(await publisher.ended, 0, publisher.output.stderr);
    assert.equal(lines(publisher)[1], "1: enviado `hola 1` al tema `casa/nota` (confirmado)");
    const consumer = checkout.tool("consumer", ["--topic", "casa/nota", "--count", "1"]);
    assert.equal(await consumer.ended, 0);
    assert.match(lines(consumer)[2]!, /casa\/nota {2}hola 1 \(retenido\)$/);
  });

  test("--plot without a terminal draws at the end", async () => {
    const consumer = checkout.tool("consumer", ["--plot", "--count", "4"]);
    assert.equal(await consumer.ended, 0);
    assert.match(consumer.output.stdout, /Temperatura: 24\.0 °C/);
    assert.match(consumer.output.stdout, /Humedad: 40\.0 %/);
  });

  test("--for ends; fewer than --count is a failure", async () => {
    const one = checkout.tool("consumer", ["--for", "100ms"]);
    assert.equal(await one.ended, 0);
    const two = checkout.tool("consumer", ["--for", "100ms", "--count", "1000"]);
    assert.equal(await two.ended, 1);
  });

  test("a command is signed with the configured secret, and the node obeys", async () => {
    const command = checkout.tool("command", ["ON"], { VIGIA_COMMAND_SECRET: "a secret" });
    assert.equal(await command.ended, 0, command.output.stderr);
    assert.equal(command.output.stdout, "Enviada la orden ON a vigia/casa/alarma/set, firmada\n");
    await node.said(/Orden: ON/);
    const unsigned = checkout.tool("command", ["OFF"]);
    assert.equal(await unsigned.ended, 0);
    assert.match(unsigned.output.stderr, /sin VIGIA_COMMAND_SECRET ni usuario, un nodo no atiende órdenes/);
    await node.said(/Orden: rechazada, no lleva firma/);
    assert.ok(!node.output.stdout.includes("a secret"), "it is not shown");
  });

  test("its end takes the broker away: the consumer says so and goes on until Ctrl-C", async () => {
    assert.deepEqual(running(), [`${node.child.pid}.json`], "the stale file is gone");
    const consumer = checkout.tool("consumer");
    await consumer.said(/Suscrito/);
    node.child.kill("SIGINT");
    assert.equal(await node.ended, 130);
    assert.deepEqual(running(), []);
    await consumer.said(/ha cortado la conexión; lo sigo intentando/);
    consumer.child.kill("SIGINT");
    assert.equal(await consumer.ended, 130);
  });
});

describe("a broker that goes away", { skip: skipWithout("mosquitto") }, () => {
  test("the consumer connects and subscribes again", async () => {
    let broker = await startMosquitto();
    const { port } = broker;
    const url = `mqtt://127.0.0.1:${port}`;
    try {
      const consumer = checkout.tool("consumer", ["--broker", url, "--topic", "t", "--count", "1"]);
      await consumer.said(/Suscrito/);
      await broker.close();
      await consumer.said(/ha cortado la conexión/);
      broker = await startMosquitto({ port });
      await consumer.said(/Conectado de nuevo/);
      const publisher = checkout.tool("publisher", [
        "--broker",
        url,
        "--topic",
        "t",
        "--count",
        "1",
        "--qos",
        "1",
      ]);
      assert.equal(await publisher.ended, 0);
      assert.equal(await consumer.ended, 0);
      assert.match(consumer.output.stdout, /t {2}messages: 1/);
    } finally {
      await broker.close();
    }
  });

  test("the publisher says of each message whether it was sent", async () => {
    const broker = await startMosquitto();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const args = ["--broker", url, "--topic", "t", "--count", "3", "--interval", "700ms"];
    const publisher = checkout.tool("publisher", args);
    await publisher.said(/1: enviado/);
    await broker.close();
    assert.equal(await publisher.ended, 1);
    assert.match(publisher.output.stdout, /3: no se ha enviado `messages: 3` al tema `t`: sin conexión/);
    assert.match(publisher.output.stderr, /^vigia: \d de 3 mensajes no se han enviado\. Comprueba/);
  });
});

describe("a broker that cannot be used is told in a sentence", { concurrency: 2 }, () => {
  const servers: Server[] = [];
  const serve = (answer: (socket: Socket) => void) =>
    new Promise<string>((resolve) => {
      const server = createServer((socket) => {
        socket.on("error", () => {});
        answer(socket);
      }).listen(0, "127.0.0.1", () => resolve(`127.0.0.1:${(server.address() as AddressInfo).port}`));
      servers.push(server);
    });
  let guarded: EmbeddedBroker;
  before(async () => {
    guarded = await startBroker({ user: "ana", password: "right" });
  });
  after(async () => {
    for (const server of servers) server.close();
    await guarded.close();
  });

  const access = (address: string, more: Partial<BrokerAccess> = {}): BrokerAccess => {
    const [host, port] = address.split(":") as [string, string];
    return { host, port: Number(port), secure: false, ca: "", user: "", password: "", ...more };
  };
  const fails = (to: BrokerAccess, expected: RegExp) =>
    assert.rejects(connectBroker(to, { prefix: "test", language: "es", reconnectPeriod: 1000 }), expected);

  for (const tool of ["publisher", "command"])
    test(`${tool}: nobody listens`, async () => {
      const run = checkout.tool(tool, [...(tool === "command" ? ["ON"] : []), "--broker", "127.0.0.1:1"]);
      assert.equal(await run.ended, 1, run.output.stdout);
      const expected = /^vigia: en mqtt:\/\/127\.0\.0\.1:1 no atiende ningún broker.*npm start/;
      assert.match(run.output.stderr, expected);
      assert.doesNotMatch(run.output.stderr, /\n {4}at /, "no stack trace");
    });
  test("unknown host", () =>
    fails(access("no.such.invalid:1883"), /no se conoce el nombre no\.such\.invalid, o no hay DNS/));
  test("wrong login", () =>
    fails(
      access(`127.0.0.1:${guarded.port}`, { user: "ana", password: "wrong" }),
      /a "ana".*VIGIA_PASSWORD/,
    ));
  test("no login", () =>
    fails(access(`127.0.0.1:${guarded.port}`), /sin usuario.*VIGIA_USER y VIGIA_PASSWORD/));
  test("the right login", async () => {
    const to = access(`127.0.0.1:${guarded.port}`, { user: "ana", password: "right" });
    const client = await connectBroker(to, { prefix: "test", language: "es", reconnectPeriod: 0 });
    assert.match(client.options.clientId!, /^test-[0-9a-f]{6}$/);
    await client.endAsync();
  });
  test("something that closes", async () =>
    fails(access(await serve((socket) => socket.destroy())), /corta la conexión antes de responder/));
  test("something that is no broker", async () =>
    fails(access(await serve((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"))), /127\.0\.0\.1/));
  test("something that never answers", async () =>
    fails(access(await serve(() => {})), /no responde a tiempo/));
  test("no TLS there", async () =>
    fails(
      access(await serve((socket) => socket.end("no TLS here\r\n")), { secure: true }),
      /no hay acuerdo TLS.*mqtt:\/\//,
    ));
  test("a filter that is none", async () => {
    const run = checkout.tool("consumer", ["--broker", `127.0.0.1:${guarded.port}`, "--filter", "a/#/b"], {
      VIGIA_USER: "ana",
      VIGIA_PASSWORD: "right",
    });
    assert.equal(await run.ended, 1);
    assert.match(run.output.stderr, /"a\/#\/b" no es un filtro/);
  });
});

// docs/guia.md has others, and its test runs them.
describe("options", { concurrency: 2 }, () => {
  for (const [name, tool, args, expected] of [
    [
      "not a number",
      "publisher",
      ["--count", "x"],
      /--count.*no admite "x"\. Se admite un número entero de 1/,
    ],
    ["no QoS", "publisher", ["--qos", "3"], /no admite "3"\. Se admite 0, 1, 2\./],
    ["two that exclude each other", "consumer", ["--json", "--plot"], /no van juntas/],
    ["no command", "command", [], /falta orden/],
    ["unknown command", "command", ["BOOM"], /Se admite ON, OFF, TOGGLE/],
    [
      "a public broker without a topic, for the node",
      "start",
      ["--broker", "public"],
      /no topic is configured/,
    ],
  ] as const)
    test(name, async () => {
      const run = checkout.tool(tool, args);
      assert.equal(await run.ended, 1);
      assert.match(run.output.stderr, expected);
    });

  test("help in Spanish", async () => {
    for (const tool of ["command", "broker"]) {
      const run = checkout.tool(tool, ["--help"]);
      assert.equal(await run.ended, 0);
      assert.match(run.output.stdout, /^Uso: npm run [\s\S]*Opciones:[\s\S]*Ejemplo/);
      assert.doesNotMatch(run.output.stdout, /Usage|Options|display help|\[options\]/);
    }
  });
});
