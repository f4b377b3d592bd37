/** Wi-Fi: which networks are joined, and why not. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AccessPointOptions } from "../../simulator/network/access-point.ts";
import { type VirtualHome, virtualHome } from "../support/virtual-home.ts";

async function home(
  t: TestContext,
  accessPoint: AccessPointOptions,
  config: Record<string, unknown> = {},
): Promise<VirtualHome> {
  const node = await virtualHome({ accessPoint, firmware: { config } });
  t.after(() => node.close());
  return node;
}

const joined = (node: VirtualHome) => node.lines.some((line) => line.startsWith("Wi-Fi: conectado"));
const reason = (node: VirtualHome) =>
  /^Wi-Fi: (.*), nuevo intento en \d+ s$/m.exec(node.lines.join("\n"))?.[1];

const networks: [string, AccessPointOptions, Record<string, unknown>, string | undefined][] = [
  ["Wokwi's, open, by default", {}, {}, undefined],
  [
    "a secured one",
    { SSID: "casa", password: "12345678" },
    { wifi_ssid: "casa", wifi_password: "12345678" },
    undefined,
  ],
  ["on another channel than the hint", { channel: 11 }, {}, undefined],
  ["without a hint", { channel: 11 }, { wifi_channel: 0 }, undefined],
  ["one that is not there", { SSID: "otra" }, {}, "no se encuentra la red (¿nombre, alcance, 2,4 GHz?)"],
  ["a wrong password", { password: "12345678" }, { wifi_password: "87654321" }, "la red no admite la clave"],
  [
    "no password where one is asked for",
    { password: "12345678" },
    {},
    "la red pide otra seguridad (¿clave?)",
  ],
  [
    "a password where none is asked for",
    {},
    { wifi_password: "87654321" },
    "la red pide otra seguridad (¿clave?)",
  ],
];
for (const [name, accessPoint, config, expected] of networks)
  test(name, async (t) => {
    const node = await home(t, accessPoint, config);
    node.pass(12);
    assert.equal(joined(node), expected === undefined, node.lines.join("\n"));
    assert.equal(reason(node), expected);
  });

test("a network that gives no address is given up after a time, and tried again", async (t) => {
  const node = await home(t, {});
  node.board.accessPoint.dhcp = false;
  node.pass(25);
  assert.equal(reason(node), "la red no da dirección");
  node.board.accessPoint.dhcp = true;
  node.pass(25);
  assert.ok(joined(node), node.lines.join("\n"));
});

test("a network that goes is told, and joined again when it is back", async (t) => {
  const node = await home(t, {});
  node.pass(20);
  node.board.accessPoint.on = false;
  node.pass(60);
  const told = node.lines.filter((line) => line.includes("nuevo intento en") && line.startsWith("Wi-Fi"));
  assert.match(told[0]!, /^Wi-Fi: conexión perdida/);
  for (const line of told.slice(1)) assert.match(line, /no se encuentra la red/);
  node.board.accessPoint.on = true;
  node.pass(90);
  assert.match(node.lines.findLast((line) => line.startsWith("MQTT: conectado"))!, /conectado/);
  assert.deepEqual(node.deaths, []);
});

test("without a network the button works, and alarms are stored", async (t) => {
  const node = await home(t, { SSID: "otra" });
  node.pass(5);
  node.button.press();
  node.pass(0.3);
  node.button.release();
  assert.ok(node.lamp.lit, "the alarm is on");
  node.board.powerOff();
  node.board.powerOn();
  node.pass(2);
  assert.ok(node.lamp.lit, "and after a power cut too");
});
