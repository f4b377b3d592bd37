/**
 * The course's Python library and Mosquitto's own clients, with the node, the publisher and the consumer: at the
 * broker of `npm start` and at Mosquitto.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { runningNodes } from "../../tools/lib/running.ts";
import { type Checkout, follow, makeCheckout, type Tool } from "../support/checkout.ts";
import { type Mosquitto, skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { python, skipWithoutPaho } from "../support/paho.ts";
import { project } from "../support/xs-program.ts";

const skip = skipWithoutPaho() || skipWithout("mosquitto", "mosquitto_pub", "mosquitto_sub");

const five = [1, 2, 3, 4, 5].map((number) => `messages: ${number}`);

for (const place of ["the broker of npm start", "Mosquitto"])
  describe(`at ${place}`, { skip }, () => {
    let checkout: Checkout;
    let mosquitto: Mosquitto | undefined;
    let node: Tool;
    let port: number;
    const topic = "vigia/casa";
    const tools: Tool[] = [];

    const run = (program: string, args: readonly string[]) => {
      const tool = follow(spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] }));
      tools.push(tool);
      return tool;
    };
    const programs = join(project, "tests", "support", "paho-programs");
    const paho = (program: string, name: string) =>
      run(python, [join(programs, program), "127.0.0.1", String(port), name]);
    const client = (program: string, ...args: string[]) => run(program, ["-p", String(port), ...args]);

    before(async () => {
      checkout = makeCheckout();
      if (place === "Mosquitto") mosquitto = await startMosquitto();
      const there = mosquitto ? ["--broker", `127.0.0.1:${mosquitto.port}`, "--topic", topic] : [];
      node = checkout.tool("start", [...there, "--press", "8s"]);
      await node.said(/conectado como/);
      port = runningNodes(join(checkout.folder, "build", "running"))[0]!.port;
    });
    after(async () => {
      for (const { child, ended } of tools) {
        child.kill();
        await ended;
      }
      await checkout?.remove();
      await mosquitto?.close();
    });

    test("Python hears the node: climate and alarm", async () => {
      const consumer = paho("consumer.py", `${topic}/#`);
      await consumer.said(/vigia\/casa\/estado online/);
      await consumer.said(/vigia\/casa\/clima \{"temp":24\.0,"humidity":40\.0/);
      await consumer.said(/vigia\/casa\/alarma Alarma activada/);
    });

    test("Python's publisher reaches the consumer", async () => {
      const consumer = checkout.tool("consumer", ["--json", "--filter", topic, "--count", "5"]);
      await consumer.said(/Suscrito/);
      const publisher = paho("publisher.py", topic);
      assert.equal(await publisher.ended, 0, publisher.output.stderr);
      assert.equal(await consumer.ended, 0, consumer.output.stderr);
      const received = consumer.output.stdout.trim().split("\n");
      assert.deepEqual(
        received.map((line) => (JSON.parse(line) as { payload: string }).payload),
        five,
      );
    });

    test("the publisher reaches Python's consumer and mosquitto_sub", async () => {
      const consumer = paho("consumer.py", topic);
      await consumer.said(/subscribed/);
      // What is retained proves that it is subscribed.
      const subscriber = client("mosquitto_sub", "-v", "-t", topic, "-t", `${topic}/estado`, "-C", "6");
      await subscriber.said(/estado online/);
      const publisher = checkout.tool("publisher", ["--interval", "20ms"]);
      assert.equal(await publisher.ended, 0, publisher.output.stderr);
      await consumer.said(/messages: 5/);
      assert.deepEqual(
        consumer.output.stdout.trim().split("\n").slice(1),
        five.map((text) => `${topic} ${text}`),
      );
      assert.equal(await subscriber.ended, 0);
      assert.deepEqual(
        subscriber.output.stdout.trim().split("\n").slice(1),
        five.map((text) => `${topic} ${text}`),
      );
    });

    test("mosquitto_pub reaches consumer and Python", async () => {
      const consumer = checkout.tool("consumer", ["--filter", `${topic}/nota`, "--count", "1"]);
      const heard = paho("consumer.py", `${topic}/nota`);
      await Promise.all([consumer.said(/Suscrito/), heard.said(/subscribed/)]);
      const publisher = client("mosquitto_pub", "-t", `${topic}/nota`, "-m", "¡Hola!", "-q", "1");
      assert.equal(await publisher.ended, 0, publisher.output.stderr);
      assert.equal(await consumer.ended, 0);
      assert.match(consumer.output.stdout, /vigia\/casa\/nota {2}¡Hola!/);
      await heard.said(/vigia\/casa\/nota ¡Hola!/);
    });
  });
