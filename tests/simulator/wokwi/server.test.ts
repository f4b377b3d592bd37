/** The Wokwi server as npm's @wokwi/client meets it, in virtual time. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { APIClient, type APIError, type APIHello } from "@wokwi/client";
import { PNG } from "pngjs";
import { WokwiServer, type WokwiServerOptions } from "../../../simulator/wokwi/server/server.ts";
import { Random } from "../../../simulator/world/random.ts";
import { openVirtual } from "../../../tools/lib/simulations.ts";
import { projectSource } from "../../support/simulation.ts";
import { WebSocketTransport } from "../../support/wokwi-transport.ts";
import { project } from "../../support/xs-program.ts";

const second = 1_000_000_000;
const diagram = readFileSync(join(project, "diagram.json"), "utf8");
const log: string[] = [];
let options: WokwiServerOptions;
let server: WokwiServer;
let url: string;

before(async () => {
  const source = await projectSource({ engine: "process" });
  options = {
    host: "127.0.0.1",
    port: 0,
    token: undefined,
    mostConnections: 100,
    appVersion: "test",
    session: {
      diagram: source.diagram,
      firmwareName: "the project's firmware",
      open: (drawn, events) => openVirtual({ ...source, diagram: drawn }, events),
    },
    log: (text) => log.push(text),
  };
  server = new WokwiServer(options);
  url = `ws://127.0.0.1:${await server.listen()}`;
});
after(() => server.close());

interface Client {
  readonly client: APIClient;
  readonly transport: WebSocketTransport;
  readonly hello: APIHello;
  /** What the serial monitor has told so far. */
  serial(): string;
  readonly errors: APIError[];
}

async function connect(address = url, headers: Record<string, string> = {}): Promise<Client> {
  const transport = new WebSocketTransport(address, headers);
  const client = new APIClient(transport);
  const errors: APIError[] = [];
  client.onError = (error) => errors.push(error);
  const hello = new Promise<APIHello>((resolve) => {
    client.onConnected = resolve;
  });
  await client.connected;
  const bytes: number[] = [];
  client.listen("serial-monitor:data", (event) => bytes.push(...event.payload.bytes));
  return { client, transport, hello: await hello, errors, serial: () => Buffer.from(bytes).toString() };
}

/** A client whose simulation is paused at power-up, with the serial monitor listened to. */
async function started(pause = true): Promise<Client> {
  const connected = await connect();
  const { client } = connected;
  await client.fileUpload("diagram.json", diagram);
  await client.serialMonitorListen();
  await client.simStart({ pause });
  return connected;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a simulation by @wokwi/client", { timeout: 60_000 }, () => {
  test("says hello first, with what it is", async () => {
    const { client, hello } = await connect();
    assert.deepEqual([hello.protocolVersion, hello.appName], [1, "Vigía virtual board"]);
    client.close();
  });

  test("starts paused, runs to a text, to a time, for a time", async () => {
    const { client, serial } = await started();
    assert.deepEqual(await client.simStatus(), { running: false, nanos: 0 });
    await client.waitForSerialBytes(bytes("Wi-Fi: conectado"));
    assert.match(serial(), /^Vigía .*en marcha, alarma desactivada\r\n/);
    const { nanos } = await client.simStatus();
    await client.delay(second / 4);
    assert.deepEqual(await client.simStatus(), { running: false, nanos: nanos + second / 4 });
    const at = client.atNanos(3 * second);
    await client.simResume();
    await at;
    assert.deepEqual(await client.simStatus(), { running: false, nanos: 3 * second });
    assert.match(serial(), /Clima: 24\.0 °C, 40\.0 %\r\n/);
    client.close();
  });

  test("a press, a delay, and a text that was said meanwhile", async () => {
    const { client } = await started();
    await client.delay(second);
    await client.controlSet("btn", "pressed", 1);
    await client.delay(second / 2);
    await client.waitForSerialBytes(bytes("Alarma: activada"));
    assert.equal(client.lastNanos, 1.5 * second, "no time passed for it");
    assert.deepEqual(await client.pinRead("esp", "18"), { pin: "18", value: 1, voltage: 3.3 });
    assert.deepEqual(await client.pinRead("link", "A"), { pin: "A", value: 1, voltage: 3.3 });
    client.close();
  });

  test("pause points may come before the start, and may be taken back", async () => {
    const { client } = await connect();
    const early = await client.addPausePoint({ type: "time-absolute", nanos: second / 2 });
    const gone = await client.addPausePoint({ type: "time-absolute", nanos: second / 4 });
    assert.equal(await client.removePausePoint(gone), true);
    await client.simStart({});
    await early.promise;
    assert.equal(client.lastNanos, second / 2);
    client.close();
  });

  test("pause, resume for a while, restart", async () => {
    const { client, serial } = await started(false);
    const paused = new Promise((resolve) => client.listen("sim:pause", resolve, { once: true }));
    await client.simPause();
    await paused;
    const { nanos, running } = await client.simStatus();
    assert.ok(!running, "paused");
    const again = new Promise((resolve) => client.listen("sim:pause", resolve, { once: true }));
    await client.simResume(second);
    await again;
    assert.equal((await client.simStatus()).nanos, nanos + second);
    await client.simRestart({ pause: true });
    assert.deepEqual(await client.simStatus(), { running: false, nanos: 0 });
    const before = serial().length;
    await client.delay(second);
    assert.match(serial().slice(before), /^Vigía .*en marcha/);
    client.close();
  });

  test("an uploaded image is not executed, and it says so", async () => {
    const { client } = await connect();
    const said: string[] = [];
    client.listen("chips:log", ({ payload }) => said.push(`${payload.chip}: ${payload.message}`));
    await client.fileUpload("firmware.bin", new Uint8Array([0xe9, 1, 2, 3]));
    await client.simStart({ firmware: "firmware.bin", pause: true });
    assert.equal(said.length, 1);
    assert.match(said[0]!, /virtual-board: firmware\.bin: not executed.*the project's firmware/);
    assert.ok(
      log.some((line) => /firmware\.bin: not executed/.test(line)),
      "the server's log says it too",
    );
    await client.fileUpload("flash-0x1000.bin", new Uint8Array([1]));
    await client.simStart({ firmware: [{ offset: 4096, file: "flash-0x1000.bin" }], pause: true });
    assert.match(said[1]!, /flash-0x1000\.bin: not executed/);
    await assert.rejects(client.simStart({ firmware: "other.bin" }), /Error 404: no file "other\.bin"/);
    client.close();
  });

  test("files come back as they went", async () => {
    const { client } = await connect();
    const binary = new Uint8Array([0, 255, 128]);
    await client.fileUpload("a.bin", binary);
    await client.fileUpload("b.txt", "dirección");
    assert.deepEqual(new Uint8Array((await client.fileDownload("a.bin")) as Uint8Array), binary);
    assert.equal(await client.fileDownload("b.txt"), "dirección");
    await assert.rejects(client.fileDownload("c"), /404/);
    client.close();
  });

  test("pictures of parts, and pins as VCD", async () => {
    const { client } = await started();
    await client.delay(3 * second);
    const { png } = await client.framebufferRead("link");
    assert.equal(PNG.sync.read(Buffer.from(png, "base64")).width, 40);
    const { vcd, sampleCount, channelCount } = await client.readVCD();
    assert.equal(channelCount, 4);
    assert.ok(sampleCount > 84, `a frame of the sensor in ${sampleCount} samples`);
    assert.match(vcd, /GPIO15_dht\.SDA/);
    client.close();
  });

  test("changes of a pin, as long as they are listened to", async () => {
    const { client } = await started();
    const changes: unknown[] = [];
    client.listen("pin:change", ({ payload }) => changes.push(payload));
    await client.sendCommand("pin:listen", { part: "esp", pin: "19" });
    await client.delay(second);
    assert.deepEqual(changes, [{ part: "esp", pin: "19", value: 1 }]);
    await client.sendCommand("pin:listen", { part: "esp", pin: "19", listen: false });
    await client.simRestart({ pause: true });
    await client.delay(second);
    assert.equal(changes.length, 1);
    const { pins } = await client.sendCommand<{ pins: string[] }>("gpio:list");
    assert.ok(pins.includes("esp32:GPIO15"), pins.join());
    client.close();
  });

  test("without a diagram of the client's the project's is taken; a broken one is refused", async () => {
    const { client } = await connect();
    await client.simStart({ pause: true });
    assert.equal((await client.pinRead("dht", "VCC")).value, 1);
    await client.fileUpload("diagram.json", diagram.replace("wokwi-dht22", "wokwi-dht11"));
    await assert.rejects(client.simStart({ pause: true }), /Error 400: diagram\.json:\d+:\d+: .*wokwi-dht11/);
    await client.fileUpload(
      "diagram.json",
      diagram.replace('"dht:GND", "esp:GND.1"', '"esp:3V3", "esp:GND.1"'),
    );
    await assert.rejects(client.simStart({ pause: true }), /Error 400: .*shorts/);
    assert.equal((await client.pinRead("dht", "VCC")).value, 1, "the one before goes on");
    client.close();
  });
});

describe("what cannot be done gets the protocol's error and hurts nobody", { timeout: 60_000 }, () => {
  const cases: [name: string, command: string, params: unknown, expected: RegExp][] = [
    [
      "an unknown command",
      "sim:star",
      {},
      /Error 404: there is no command "sim:star"; did you mean "sim:start"/,
    ],
    ["a name of Object's", "constructor", {}, /Error 404/],
    ["no parameters", "control:set", undefined, /Error 400: part/],
    ["wrong parameters", "serial-monitor:write", { bytes: [1, 300] }, /Error 400: bytes\.1/],
    [
      "a control that is not there",
      "control:set",
      { part: "btn", control: "x", value: 1 },
      /Error 400: .*no control "x"/,
    ],
    ["a pin that is not there", "pin:read", { part: "esp", pin: "x" }, /Error 400: .*no pin "x"/],
    ["a pause point of another kind", "pause-point:add", { id: "a", type: "never" }, /Error 400/],
    [
      "a pause point before the beginning",
      "pause-point:add",
      { id: "a", type: "time-absolute", nanos: -1 },
      /Error 400: nanos/,
    ],
    ["a custom chip", "sim:start", { chips: ["inverter"] }, /Error 400: .*custom chips \(inverter\)/],
    ["a file without content", "file:upload", { name: "x" }, /Error 400: text or binary/],
    ["a file that is not base64", "file:upload", { name: "x", binary: "%" }, /Error 400: binary/],
    [
      "a file's name that is none",
      "file:upload",
      { name: "a\u001b[2J", text: "" },
      /Error 400: name: it is no file's name/,
    ],
    [
      "more than anybody types",
      "serial-monitor:write",
      { bytes: Array(70_000).fill(65) },
      /Error 400: bytes/,
    ],
    ["a picture of nothing", "framebuffer:read", { id: "x" }, /Error 400: .*no part "x"/],
    [
      "a touch",
      "touch:event",
      { part: "lamp", x: 0, y: 0, event: "press" },
      /Error 400: .*"lamp".*no touch screen/,
    ],
  ];
  test("each its own", async () => {
    const { client, errors } = await started();
    const other = await started();
    for (const [name, command, params, expected] of cases)
      await assert.rejects(client.sendCommand(command, params), expected, name);
    await client.delay(second / 2);
    await other.client.delay(second / 2);
    assert.deepEqual([errors, other.errors], [[], []]);
    client.close();
    other.client.close();
  });

  test("before a simulation", async () => {
    const { client } = await connect();
    for (const command of ["sim:resume", "sim:pause", "sim:restart", "sim:read-vcd"])
      await assert.rejects(client.sendCommand(command), /Error 409: .*sim:start/, command);
    assert.deepEqual(await client.simStatus(), { running: false, nanos: 0 });
    client.close();
  });

  test("what is no command", async () => {
    const { client, transport, errors } = await connect();
    const { error } = console;
    console.error = () => {};
    try {
      for (const text of ["", "nonsense", "[]", '{"type":"hello"}', '{"type":"command"}'])
        transport.sendText(text);
      assert.deepEqual(await client.simStatus().catch(() => client.simStatus()), {
        running: false,
        nanos: 0,
      });
    } finally {
      console.error = error;
    }
    assert.equal(errors.length, 5);
    assert.match(errors[1]!.message, /not JSON/);
    assert.match(errors[2]!.message, /not a command/);
    client.close();
  });

  test("a thousand messages of nonsense, all at once", async () => {
    const random = new Random("nonsense");
    const { client, transport, errors } = await started();
    const { error } = console;
    console.error = () => {};
    try {
      const words = [
        "type",
        "command",
        "id",
        "params",
        "sim:start",
        "sim:resume",
        "pin:read",
        "bytes",
        "part",
        "esp",
      ];
      const word = () => JSON.stringify(words[random.integer(0, words.length - 1)]);
      for (let count = 0; count < 1000; count++) {
        const pairs = Array.from({ length: random.integer(0, 4) }, () => `${word()}:${word()}`).join();
        transport.sendText(
          random.integer(0, 9) === 0 ? pairs : `{"type":"command","command":${word()},${pairs || '"x":1'}}`,
        );
      }
      const other = await started();
      await other.client.delay(second / 2);
      assert.equal((await other.client.simStatus()).nanos, second / 2);
      other.client.close();
      let status: unknown;
      while (!status) status = await client.simStatus().catch(() => undefined);
    } finally {
      console.error = error;
    }
    assert.ok(errors.length > 20, `${errors.length} were no commands`);
    client.close();
  });

  test("too many pause points, too many files", async () => {
    const { client } = await connect();
    const add = (id: number) =>
      client.sendCommand("pause-point:add", { id: `${id}`, type: "time-absolute", nanos: 1 });
    for (let id = 0; id < 1000; id++) await add(id);
    await assert.rejects(add(1000), /Error 413/);
    for (let index = 0; index < 64; index++) await client.fileUpload(`${index}`, "x");
    await assert.rejects(client.fileUpload("64", "x"), /Error 413/);
    await client.fileUpload("63", "y");
    client.close();
  });
});

describe("who may connect", { timeout: 60_000 }, () => {
  test("a client's end ends its simulation", async () => {
    const { client } = await started(false);
    const number = log.filter((line) => line.endsWith(": open")).length;
    client.close();
    const until = Date.now() + 5000;
    while (!log.includes(`connection ${number}: closed`) && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.ok(log.includes(`connection ${number}: closed`), log.join("\n"));
  });

  test("no more than there may be", async () => {
    const small = new WokwiServer({ ...options, mostConnections: 2 });
    const address = `ws://127.0.0.1:${await small.listen()}`;
    const clients = [await connect(address), await connect(address)];
    await assert.rejects(connect(address), /503/);
    for (const { client } of clients) client.close();
    await small.close();
  });

  test("a page of a website does not get in, one of this computer does", async () => {
    await assert.rejects(connect(url, { Origin: "https://example.com" }), /403/);
    await assert.rejects(connect(url, { Origin: "null" }), /403/);
    (await connect(url, { Origin: "http://localhost:8080" })).client.close();
  });

  test("a token, where one is configured", async (t) => {
    const guarded = new WokwiServer({ ...options, token: "sesame" });
    t.after(() => guarded.close());
    const address = `ws://127.0.0.1:${await guarded.listen()}`;
    await assert.rejects(connect(address), /401/);
    await assert.rejects(connect(address, { Authorization: "Bearer sesam" }), /401/);
    await assert.rejects(connect(address, { Authorization: "Bearer sesamE" }), /401/);
    const { client, hello } = await connect(address, { Authorization: "Bearer sesame" });
    assert.equal(hello.protocolVersion, 1);
    client.close();
  });

  test("a browser's plain request is told what this is", async () => {
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      get(url.replace("ws:", "http:"), (response) => {
        let text = "";
        response.on("data", (data) => {
          text += data;
        });
        response.on("end", () => resolve({ status: response.statusCode!, text }));
      }).on("error", reject);
    });
    assert.equal(answer.status, 426);
    assert.match(answer.text, /WebSocket/);
  });

  test("a port that is taken is told", async () => {
    const taken = new WokwiServer({ ...options, port: Number(new URL(url).port) });
    await assert.rejects(taken.listen(), /EADDRINUSE.*--port/);
  });

  test("closing the server ends its clients", async () => {
    const passing = new WokwiServer(options);
    const { client } = await connect(`ws://127.0.0.1:${await passing.listen()}`);
    await client.simStart({});
    const error = new Promise<APIError>((resolve) => {
      client.onError = resolve;
    });
    await passing.close();
    assert.match((await error).message, /closed unexpectedly/);
  });
});
