/** The one configuration: its layers, what belongs to a broker, what is refused and how that is said. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { imageSettings } from "../../tools/build-esp32/image-settings.ts";
import { brokerPlace } from "../../tools/lib/broker-address.ts";
import { type Flags, noConfiguration, readConfiguration, targetOf } from "../../tools/lib/configuration.ts";
import { parseEnv } from "../../tools/lib/env-file.ts";
import { isPersonal } from "../../tools/lib/public-broker.ts";
import { announce, runningNodes } from "../../tools/lib/running.ts";
import { project } from "../support/xs-program.ts";

const folder = mkdtempSync(join(tmpdir(), "vigia-configuration-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const manifest = join(project, "manifest.json");
let files = 0;

function read(file: string, environment: Record<string, string> = {}, flags: Flags = {}) {
  const path = join(folder, `${files++}.env`);
  writeFileSync(path, file);
  return readConfiguration({
    flags,
    environment: { VIGIA_ENV: path, ...environment },
    language: "es",
    manifest,
  });
}

describe("a file of settings", () => {
  test("comments, quotes, export, several lines, Windows line ends, a byte order mark", () => {
    const values = parseEnv(
      '\uFEFF# first\r\nA=1\r\n\r\n  export B = "two words" # why\nC=\'a#b\'\nD="x\ny"\nE=last\n',
      ".env",
      "es",
    );
    assert.deepEqual(
      [...values].map(([name, { value, line }]) => [name, value, line]),
      [
        ["A", "1", 2],
        ["B", "two words", 4],
        ["C", "a#b", 5],
        ["D", "x\ny", 6],
        ["E", "last", 8],
      ],
    );
  });

  test("a line that is no setting is told with its number", () => {
    assert.throws(() => parseEnv('A="x\ny"\n\nVIGIA_TOPIC casa\n', "mi.env", "es"), {
      message: "mi.env:4: no es NOMBRE=valor; un comentario empieza por #",
    });
  });

  test("a name that the node does not know is a slip", () => {
    assert.throws(() => read("VIGIA_BROKER=a\nVIGIA_TOPIK=b\n"), {
      message: /\.env:2: no existe VIGIA_TOPIK; ¿querías decir VIGIA_TOPIC\?$/,
    });
    assert.throws(() => read("VIGIA_SOMETHING_ELSE_WHOLLY=b\n"), /los de "config" en manifest\.json/);
    assert.doesNotThrow(() => read("OTHER=b\n", { VIGIA_NO_SKIP: "1" }));
  });

  test("a file that is named must be there, .env need not", () => {
    const sources = { language: "es", manifest } as const;
    assert.throws(
      () => readConfiguration({ ...sources, environment: { VIGIA_ENV: join(folder, "none") } }),
      /none: no existe ese archivo/,
    );
    assert.deepEqual(readConfiguration({ ...sources, environment: { VIGIA_ENV: "" } }), noConfiguration);
  });

  test("every name of the manifest's config is allowed, and .env.example names only such", () => {
    const { config } = JSON.parse(readFileSync(manifest, "utf8")) as { config: Record<string, unknown> };
    for (const [name, value] of Object.entries(config))
      if (typeof value !== "object" && !["broker", "port", "secure", "ca", "topic"].includes(name))
        assert.equal(read(`VIGIA_${name.toUpperCase()}=7\n`).settings[name], "7", name);
    const example = readFileSync(join(project, ".env.example"), "utf8");
    assert.equal(read(example).broker, undefined, "as it stands it sets nothing");
    const names = [...example.matchAll(/^#(VIGIA_\w+)=/gm)].map(([, name]) => name!);
    assert.ok(names.length >= 8, "the example shows settings");
    for (const name of names) assert.ok(name.slice(6).toLowerCase() in config, name);
  });
});

describe("layers", () => {
  test("flags above environment above file", () => {
    const file = "VIGIA_BROKER=file\nVIGIA_TOPIC=a/file\nVIGIA_USER=u\nVIGIA_INTERVAL=9\n";
    const { broker, topic, settings } = read(
      file,
      { VIGIA_TOPIC: "a/env", VIGIA_USER: "v" },
      { topic: "a/flag" },
    );
    assert.deepEqual([broker?.host, topic, broker?.user, settings.interval], ["file", "a/flag", "v", "9"]);
    assert.equal(read(file, { VIGIA_TOPIC: "" }).topic, "a/file", "an empty variable is none");
  });

  test("a broker says port and TLS; without them it is 1883, and 8883 with TLS", () => {
    const place = (...[file, environment, flags]: Parameters<typeof read>) => {
      const { host, port, secure } = read(file, environment, flags).broker!;
      return [host, port, secure];
    };
    assert.deepEqual(place("VIGIA_BROKER=h\n"), ["h", 1883, false]);
    assert.deepEqual(place("VIGIA_BROKER=h\nVIGIA_SECURE=true\n"), ["h", 8883, true]);
    assert.deepEqual(place("VIGIA_BROKER=mqtts://h:1\n"), ["h", 1, true]);
    assert.deepEqual(place("VIGIA_BROKER=h\n", { VIGIA_PORT: "9" }), ["h", 9, false]);
    assert.deepEqual(place("VIGIA_BROKER=mqtts://h:1\n", {}, { broker: "mqtt://h" }), ["h", 1, false]);
    assert.deepEqual(place("", {}, { broker: "public", topic: "vigia/ana-7f3a", secure: true }), [
      "broker.emqx.io",
      8883,
      true,
    ]);
  });

  test("another broker is not told the password of the first", () => {
    const file =
      "VIGIA_BROKER=mqtts://own:8883\nVIGIA_USER=u\nVIGIA_PASSWORD=hunter2\nVIGIA_TOPIC=vigia/ana-7f3a\n";
    const other = read(file, {}, { broker: "public" });
    assert.deepEqual(other.broker, {
      host: "broker.emqx.io",
      port: 1883,
      secure: false,
      ca: "",
      user: "",
      password: "",
    });
    assert.ok(!JSON.stringify(other).includes("hunter2"), "nowhere");
    assert.equal(read(file, {}, { broker: "OWN" }).broker?.password, "hunter2", "the same broker");
    const login = { VIGIA_USER: "v", VIGIA_PASSWORD: "w" };
    assert.equal(read(file, login, { broker: "other" }).broker?.password, "w", "said for this command");
    const whole = { ...login, VIGIA_BROKER: "third" };
    assert.equal(read(file, whole, { broker: "other" }).broker?.password, "", "said for a third broker");
    assert.equal(read("VIGIA_PASSWORD=x\n", {}, { broker: "other" }).broker?.password, "");
  });

  test("the CA is a file, from the configuration's folder, or the PEM itself", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
    mkdirSync(join(folder, "tls"), { recursive: true });
    writeFileSync(join(folder, "tls", "ca.pem"), pem);
    writeFileSync(join(folder, "tls", "key.pem"), "-----BEGIN PRIVATE KEY-----\n");
    assert.equal(read("VIGIA_BROKER=h\nVIGIA_CA=tls/ca.pem\n").broker?.ca, pem);
    assert.equal(read(`VIGIA_CA="${pem}"\n`).settings.ca, pem);
    assert.throws(() => read("VIGIA_CA=tls/none.pem\n"), /\.env:1: VIGIA_CA: no se puede leer.*none\.pem/);
    assert.throws(() => read("\nVIGIA_CA=tls/key.pem\n"), /\.env:2: VIGIA_CA: no es un certificado/);
  });

  for (const [name, file, flags, expected] of [
    ["a port", "VIGIA_PORT=99999\n", {}, /:1: VIGIA_PORT: un puerto/],
    ["TLS", "VIGIA_SECURE=si\n", {}, /:1: VIGIA_SECURE: true o false/],
    ["a topic", "VIGIA_TOPIC=a/#\n", {}, /:1: VIGIA_TOPIC: un tema base no lleva \+ ni #/],
    ["a broker", "\n\nVIGIA_BROKER=http://x\n", {}, /:3: VIGIA_BROKER: Un broker es mqtt:\/\/host:puerto/],
    ["a flag", "", { topic: "/a" }, /--topic: un tema base/],
  ] as const)
    test(`${name} that is not allowed is told with its place`, () => {
      assert.throws(() => read(file, {}, flags), expected);
    });
});

test("a broker as a user writes it", () => {
  const good: [string, object][] = [
    ["public", { host: "broker.emqx.io" }],
    ["casa.local", { host: "casa.local" }],
    ["192.168.1.5:1884", { host: "192.168.1.5", port: 1884 }],
    ["mqtt://localhost", { host: "localhost", secure: false }],
    ["MQTTS://a.b:8883/", { host: "a.b", port: 8883, secure: true }],
    ["mqtt://[::1]:1883", { host: "::1", port: 1883, secure: false }],
    ["::1", { host: "::1" }],
  ];
  for (const [text, place] of good) assert.deepEqual(brokerPlace(text), place, text);
  for (const text of [
    "",
    "http://x",
    "mqtt://",
    "mqtt://u:p@h",
    "a b",
    "h:0",
    "h:65536",
    "mqtt://h/path",
    "h:x",
    "-h",
  ])
    assert.equal(brokerPlace(text), undefined, text);
});

describe("a public broker", () => {
  for (const topic of [
    "iabdEduardoPrimoMINOMBRE/mqtt",
    "iabdEduardoPrimoMINOMBRE",
    "iabdEduardoPrimo/mqtt",
    "IABDEDUARDOPRIMOminombre/casa",
    "vigia/casa",
    "vigia/tu-nombre",
    "casa/salón",
    "test",
    "mqtt/1",
    "wokwi-weather",
    "ourhome/livingroom",
    "a/b",
  ])
    test(`${topic} is nobody's own`, () => {
      assert.equal(isPersonal(topic), false);
      for (const broker of ["public", "mqtt://broker.emqx.io:1883", "test.mosquitto.org"])
        assert.throws(() => read("", {}, { broker, topic }), /es público y ".*" es un tema que usan otros/);
      assert.doesNotThrow(() => read("", {}, { broker: "localhost", topic }));
    });

  for (const topic of [
    "iabdEduardoPrimoAnaPerez/mqtt",
    "vigia/ana-perez",
    "vigia/24a1b0",
    "vigia/123456",
    "juanma",
  ])
    test(`${topic} is somebody's`, () => {
      assert.equal(isPersonal(topic), true);
      assert.equal(read(`VIGIA_TOPIC=${topic}\n`, {}, { broker: "public" }).topic, topic);
    });

  test("a topic is demanded", () => {
    assert.throws(() => read("", {}, { broker: "public" }), /no hay tema configurado.*--topic/);
  });
});

test("an image gets the configuration without its secrets, unless they are typed", () => {
  const { settings } = read(
    "VIGIA_WIFI_SSID=Casa\nVIGIA_WIFI_PASSWORD=hunter2\nVIGIA_COMMAND_SECRET=s\nVIGIA_TOPIC=a/b\n",
  );
  assert.deepEqual(imageSettings(settings, ["topic=c"]), {
    image: ["wifi_ssid=Casa"],
    console: ["wifi_password", "command_secret"],
  });
  assert.deepEqual(imageSettings(settings, ["wifi_password=x"]).console, ["command_secret"]);
});

describe("nodes that run", () => {
  const here = join(folder, "running");
  const node = { host: "127.0.0.1", port: 1884, secure: false, topic: "vigia/casa" };

  test("one is announced, found, and taken back", () => {
    assert.deepEqual(runningNodes(here), []);
    const end = announce(node, here);
    assert.deepEqual(
      runningNodes(here).map(({ pid, port }) => [pid, port]),
      [[process.pid, 1884]],
    );
    end();
    end();
    assert.deepEqual(readdirSync(here), []);
  });

  test("what is stale, broken or of before the last start of the machine says nothing, and goes", () => {
    const write = (name: string, text: string) => writeFileSync(join(here, name), text);
    write("1.json", JSON.stringify({ pid: 2 ** 22 + 1, started: Date.now(), ...node }));
    write("2.json", JSON.stringify({ pid: process.pid, started: 1000, ...node }));
    write("3.json", "{");
    write("4.json", "{}");
    assert.deepEqual(runningNodes(here), []);
    assert.deepEqual(readdirSync(here), []);
  });

  test("the newest is the tools' broker, unless one is configured", () => {
    const running = { ...node, pid: 1, started: 2 };
    const older = { ...running, port: 1890, topic: "vigia/b2" };
    const at = (file: string, flags: Flags = {}, nodes = [running, older]) => {
      const { broker, topic, running: found } = targetOf(read(file, {}, flags), nodes);
      return [broker.host, broker.port, topic, found];
    };
    assert.deepEqual(at(""), ["127.0.0.1", 1884, "vigia/casa", true]);
    assert.deepEqual(at("VIGIA_TOPIC=x/y\n"), ["127.0.0.1", 1884, "x/y", true]);
    assert.deepEqual(at("", {}, []), ["127.0.0.1", 1883, "vigia/casa", false]);
    assert.deepEqual(at("", { broker: "h" }), ["h", 1883, "vigia/casa", false]);
    assert.deepEqual(at("", { broker: "127.0.0.1:1890" }), ["127.0.0.1", 1890, "vigia/b2", true]);
  });
});
