/** Configuration over the serial console: answered in a line, checked, stored, and in force after a restart. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { NVS, type WritePhase } from "../../simulator/peripherals/nvs.ts";
import { type VirtualHome, type VirtualHomeOptions, virtualHome } from "../support/virtual-home.ts";

async function home(t: TestContext, options: VirtualHomeOptions = {}): Promise<VirtualHome> {
  const node = await virtualHome(options);
  t.after(() => node.close());
  node.pass(10);
  return node;
}

/** The console's answers among what a node says. */
const answers = (lines: readonly string[]) =>
  lines.filter((line) => /^(Consola|Estado|Console|Status): /.test(line));

function ask(node: VirtualHome, line: string): string {
  const said = answers(node.type(line));
  assert.equal(said.length, 1, `one line for ${line}: ${said.join(" / ")}`);
  return said[0]!;
}

test("help and status", async (t) => {
  const node = await home(t);
  assert.equal(
    ask(node, "ayuda"),
    "Consola: ayuda | estado | wifi <ssid> [clave] | broker mqtt[s]://[usuario:clave@]host[:puerto] | tema <base> | intervalo <s> | reiniciar | restaurar",
  );
  assert.equal(
    ask(node, "estado"),
    "Estado: Wi-Fi Wokwi-GUEST conectado, -58 dBm; broker mqtt://broker.local:1883 conectado; tema t; intervalo 5 s; alarma desactivada; en marcha 10 s; arranque: encendido",
  );
  node.board.accessPoint.on = false;
  node.button.press();
  node.pass(0.1);
  assert.match(
    ask(node, "status"),
    /^Estado: Wi-Fi Wokwi-GUEST sin conexión; .* sin conexión; .* alarma activada; /,
  );
});

test("in English where the node speaks it", async (t) => {
  const node = await home(t, { firmware: { config: { language: "en" } } });
  assert.match(ask(node, "ayuda"), /^Console: help \| status \| wifi <ssid> \[password\]/);
  assert.match(ask(node, "estado"), /^Status: Wi-Fi Wokwi-GUEST connected, -58 dBm; .*; start: power-up$/);
  assert.match(ask(node, "interval 1"), /^Console: interval is not valid, allowed: 2 to 86400/);
  assert.match(ask(node, "interval 10"), /^Console: interval stored; it counts after a restart$/);
});

test("all of it is set, counts after the restart, and goes with restaurar", async (t) => {
  const node = await home(t, { accessPoint: { SSID: "mi casa", password: "la clave 1" } });
  assert.ok(
    !node.lines.some((line) => line.includes("conectado, dirección")),
    "the default network is not there",
  );
  assert.equal(ask(node, 'wifi "mi casa" "la clave 1"'), "Consola: Wi-Fi guardado; se aplica al reiniciar");
  assert.match(ask(node, "broker mqtt://ana:s%E2%82%ACcreta@broker.local"), /broker guardado/);
  assert.match(ask(node, "tema casa/salón"), /tema guardado/);
  assert.match(ask(node, "intervalo 7"), /intervalo guardado/);
  assert.match(ask(node, "estado"), /Wokwi-GUEST .*; hay cambios sin aplicar \(reiniciar\)$/);
  assert.equal(ask(node, "reiniciar"), "Consola: el nodo se reinicia");
  node.pass(30);
  assert.deepEqual(
    node.deaths.map(({ name }) => name),
    ["restart"],
  );
  assert.ok(node.lines.includes("Arranque: reinicio pedido"), "it says why it started");
  assert.match(
    ask(node, "estado"),
    /^Estado: Wi-Fi mi casa conectado, .*; broker mqtt:\/\/ana:\*\*\*@broker.local:1883 conectado; tema casa\/salón; intervalo 7 s; .*; arranque: reinicio pedido$/,
  );
  const climates = node.published.filter(({ topic }) => topic === "casa/salón/clima").map(({ at }) => at);
  assert.ok(Math.abs(climates.at(-1)! - climates.at(-2)! - 7e6) < 1e5, "every 7 s");

  assert.match(ask(node, "restaurar"), /^Consola: borrado/);
  ask(node, "restart");
  node.pass(5);
  assert.match(
    ask(node, "estado"),
    /Wi-Fi Wokwi-GUEST sin conexión; broker mqtt:\/\/broker.local:1883 .*; tema t; intervalo 5 s/,
  );
  for (const line of node.lines)
    assert.doesNotMatch(line, /la clave 1|s€creta|s%E2/, "no secret on the console");
  assert.doesNotMatch(
    JSON.stringify(["0", "1"].map((slot) => node.board.nvs.get("vigia", `settings${slot}`))),
    /clave|creta/,
  );
});

const refused: [string, RegExp][] = [
  ["intervalo 1", /^Consola: interval no vale, se admite 2 to 86400; no cambia nada$/],
  ["intervalo 86401", /interval no vale/],
  ["tema a/#", /topic no vale/],
  ["tema $SYS/a", /topic no vale/],
  ["tema /a", /topic no vale/],
  [`tema ${"x".repeat(201)}`, /topic no vale/],
  [`wifi ${"x".repeat(33)}`, /wifi_ssid no vale/],
  ["wifi casa 1234567", /wifi_password no vale, se admite empty, or 8 to 63 bytes/],
  [`wifi casa ${"x".repeat(64)}`, /wifi_password no vale/],
  ["broker mqtt://h:0", /port no vale/],
  ["broker mqtt://h:65536", /port no vale/],
  [`broker mqtt://u:${"x".repeat(129)}@h`, /: password no vale/],
  ["broker mqtts://h", /mqtts necesita en ca/],
  ["broker ftp://h", /^Consola: se escribe broker mqtt\[s\]/],
  ['wifi "casa', /faltan las comillas/],
  ["wifi", /^Consola: se escribe wifi <ssid> \[clave\]/],
  ["miclavesecreta", /^Consola: orden desconocida \(ayuda las enumera\)$/],
  ["x".repeat(601), /línea demasiado larga/],
  ["ayuda\xff".replace("\xff", "\ud800"), /orden desconocida|UTF-8/],
];

test("what is not allowed is refused with its reason, and nothing of it is stored", async (t) => {
  const node = await home(t);
  const { writes } = node.board.nvs;
  for (const [line, answer] of refused) {
    const said = ask(node, line);
    assert.match(said, answer, line);
    assert.doesNotMatch(said, /miclavesecreta|1234567|xxx/, "what was typed is not echoed");
  }
  assert.equal(node.board.nvs.writes, writes);
  assert.doesNotMatch(ask(node, "estado"), /sin aplicar/);
});

for (const phase of ["before", "erased", "written"] as WritePhase[])
  test(`the power goes while a setting is stored (${phase}): the old one or the new one counts`, async (t) => {
    const nvs = new NVS();
    const node = await home(t, { nvs });
    let interval = 5;
    for (const wanted of [10, 20, 30, 40]) {
      nvs.onPhase = (now, _domain, key) => {
        if (now === phase && key.startsWith("settings")) node.board.powerOff();
      };
      node.type(`intervalo ${wanted}`);
      nvs.onPhase = undefined;
      assert.equal(node.board.on, false, "the power went");
      node.board.powerOn();
      node.pass(5);
      const now = Number(/intervalo (\d+) s/.exec(ask(node, "estado"))![1]);
      assert.ok(now === interval || now === wanted, `${now}: neither ${interval} nor ${wanted}`);
      if (phase === "written") assert.equal(now, wanted);
      interval = now;
    }
  });

test("a stored value that is not allowed falls back to the program's, and a line says so", async (t) => {
  const nvs = new NVS();
  nvs.set(
    "vigia",
    "settings0",
    JSON.stringify({ sequence: 7, values: { interval: 0, topic: "u", nonsense: 1 } }),
  );
  const node = await home(t, { nvs });
  assert.ok(
    node.lines.includes("Configuración: lo guardado en interval no vale; se usa el valor del programa"),
    node.lines.join("\n"),
  );
  assert.ok(
    node.lines.some((line) => line.startsWith("Configuración: lo guardado en nonsense")),
    "unknown names too",
  );
  assert.match(ask(node, "estado"), /tema u; intervalo 5 s/);
});

for (const text of [
  "",
  "{",
  "[]",
  '{"sequence":"1","values":{}}',
  '{"sequence":1,"values":[1]}',
  '{"sequence":1}',
])
  test(`what is stored is not the node's: ${text || "nothing"}`, async (t) => {
    const nvs = new NVS();
    nvs.set("vigia", "settings0", text);
    nvs.set("vigia", "settings1", new Uint8Array([1, 2, 3]));
    const node = await home(t, { nvs });
    assert.match(ask(node, "estado"), /tema t; intervalo 5 s/);
    assert.match(ask(node, "intervalo 9"), /guardado/);
  });

test("a storage that is full: the answer says so, and nothing changes", async (t) => {
  const nvs = new NVS();
  const node = await home(t, { nvs });
  nvs.onPhase = (phase) => {
    if (phase === "before") throw new Error("nvs set fail");
  };
  assert.match(ask(node, "intervalo 9"), /no se ha podido guardar/);
  assert.match(ask(node, "restaurar"), /no se ha podido guardar/);
  assert.doesNotMatch(ask(node, "estado"), /sin aplicar/);
});

test("a configuration that cannot connect is mended from the console", async (t) => {
  const node = await home(t);
  ask(node, "wifi nohay");
  ask(node, "broker mqtt://nohay.local");
  ask(node, "reiniciar");
  node.pass(120);
  assert.ok(!node.lines.slice(-5).some((line) => line.includes("conectado como")), "it cannot connect");
  assert.match(ask(node, "estado"), /Wi-Fi nohay sin conexión/);
  ask(node, "wifi Wokwi-GUEST");
  ask(node, "reiniciar");
  node.pass(60);
  assert.match(ask(node, "estado"), /Wi-Fi Wokwi-GUEST conectado, .* sin conexión/);
  ask(node, "restaurar");
  ask(node, "reiniciar");
  node.pass(30);
  assert.match(ask(node, "estado"), /conectado, .* conectado;/);
});
