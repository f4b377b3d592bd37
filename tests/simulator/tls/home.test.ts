/** The node at a broker with TLS, in virtual time: it speaks to the right one only, and mends a wrong clock. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readDiagram } from "../../../simulator/diagram/diagram.ts";
import { buildEngine } from "../../../simulator/engine/build.ts";
import { loadFirmware } from "../../../simulator/firmware/firmware.ts";
import { brokerConfig, Home } from "../../../simulator/home/home.ts";
import { type Tapped, Wiretap } from "../../../simulator/home/wiretap.ts";
import type { Conditions } from "../../../simulator/network/conditions.ts";
import type { IdentityName } from "../../../simulator/tls/identity.ts";
import { project } from "../../support/xs-program.ts";

const day = 86_400_000;
const engine = await buildEngine(undefined, "in-process");
const config = { ...brokerConfig(true), topic: "t", client_id: "node" };
const firmware = await loadFirmware(join(project, "manifest.json"), { config });
const diagram = readDiagram(join(project, "diagram.json"));

interface Seen {
  readonly home: Home;
  readonly lines: string[];
  /** What the node said and heard, decoded. */
  readonly packets: Tapped[];
  /** Lets seconds pass. */
  pass(seconds: number): void;
  isConnected(): boolean;
}

function seen(t: TestContext, conditions: Partial<Conditions> = {}): Seen {
  const home = new Home({ engine, firmware, diagram, seed: 5, conditions });
  t.after(() => home.close());
  const lines: string[] = [];
  const packets: Tapped[] = [];
  const tap = new Wiretap((tapped) => packets.push(tapped), home.keysOf);
  home.observe((event) => {
    if (event.kind === "console") lines.push(event.line);
    if (event.kind === "network") tap.observe(event.event);
  });
  return {
    home,
    lines,
    packets,
    pass: (seconds) => home.world.run(home.world.now + seconds * 1e6),
    isConnected: () => home.broker.clients.includes("node"),
  };
}

test("what node and broker say to each other is read with their keys, and not without", (t) => {
  const { home, packets, pass } = seen(t);
  const raw: Uint8Array[] = [];
  home.observe((event) => {
    if (event.kind === "network" && event.event.kind === "written") raw.push(event.event.bytes);
  });
  home.powerOn();
  pass(20);
  const said = packets.map(({ packet }) => packet?.cmd);
  assert.deepEqual(said.slice(0, 3), ["connect", "connack", "publish"]);
  assert.ok(!Buffer.concat(raw).includes("Alarma"));
});

const impostors: readonly [IdentityName, RegExp][] = [
  ["expired", /ha caducado/],
  ["early", /todavía no vale|aún no/],
  ["foreign", /autoridad|CA/],
  ["other-name", /de otro servidor/],
];
for (const [name, words] of impostors)
  test(`an impostor (${name}) hears nothing, and the right broker is found again`, (t) => {
    const { home, lines, packets, pass, isConnected } = seen(t);
    home.broker.identity = name;
    home.powerOn();
    pass(300);
    assert.deepEqual(packets, []);
    const lost = lines.filter((line) => line.includes("nuevo intento"));
    assert.ok(lost.length >= 4 && lost.every((line) => words.test(line)), lost.join("\n"));
    home.broker.identity = "good";
    pass(61);
    assert.ok(isConnected(), lines.join("\n"));
  });

test("a clock that was set wrong is set again when a certificate is not valid by it", (t) => {
  const { home, lines, pass, isConnected } = seen(t);
  home.network.conditions.time.offset = -400 * day;
  home.powerOn();
  pass(30);
  assert.ok(!isConnected());
  home.network.conditions.time.offset = 0;
  pass(180);
  assert.ok(isConnected(), lines.join("\n"));
});

test("the time server is not asked more than once a minute for that", (t) => {
  const { home, pass } = seen(t);
  let asked = 0;
  const { network } = home;
  const time = network.time.bind(network);
  network.time = (server, done) => {
    asked++;
    time(server, done);
  };
  home.broker.identity = "expired";
  home.powerOn();
  pass(600);
  assert.ok(asked >= 3 && asked <= 10, `${asked} times`);
});

test("without a time there is no connection, and with one there is", (t) => {
  const { home, packets, pass, isConnected } = seen(t);
  home.network.conditions.time.answers = false;
  home.powerOn();
  pass(300);
  assert.deepEqual(packets, []);
  home.network.conditions.time.answers = true;
  pass(120);
  assert.ok(isConnected());
});

test("bytes that do not authenticate end the connection, and the next one is good", (t) => {
  const { home, pass, isConnected } = seen(t);
  home.powerOn();
  pass(20);
  for (const link of home.network.links)
    link.write("server", Uint8Array.of(23, 3, 3, 0, 26, ...Array(26).fill(7)));
  pass(0.5);
  assert.ok(!isConnected());
  pass(5);
  assert.ok(isConnected());
});
