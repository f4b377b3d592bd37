/**
 * The session in virtual time: the connection cut at every byte of its beginning, the power cut in every
 * storage write, brokers that misbehave, years of reconnecting. After each, every press was acknowledged in
 * order, at least once, and the retained state is the lamp's.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type CommandName, signedCommand } from "../../simulator/campaign/signature.ts";
import { NVS, type WritePhase } from "../../simulator/peripherals/nvs.ts";
import { assertInOrder, off, on } from "../support/real-node.ts";
import { type VirtualHome, type VirtualHomeOptions, virtualHome } from "../support/virtual-home.ts";

/** Payloads on the alarm's topic whose acknowledgement the broker has sent. */
function acknowledged(home: VirtualHome): string[] {
  const states: string[] = [];
  const taken = new Map<number, string>();
  home.broker.observe((event) => {
    if (event.kind === "publish" && event.packetId !== undefined) {
      taken.delete(event.packetId);
      if (event.topic === "t/alarma") taken.set(event.packetId, Buffer.from(event.payload).toString());
    } else if (event.kind === "ack" && event.packet === "puback") {
      const state = taken.get(event.packetId!);
      taken.delete(event.packetId!);
      if (state !== undefined) states.push(state);
    }
  });
  return states;
}

const text = (payload: Uint8Array | undefined) => payload && Buffer.from(payload).toString();

interface Scene extends VirtualHome {
  readonly presses: string[];
  readonly states: string[];
  press(): void;
  /** Lets time pass until all is quiet, and holds what happened against what must. */
  settle(seconds?: number): void;
}

async function scene(options: VirtualHomeOptions = {}): Promise<Scene> {
  const home = await virtualHome(options);
  const presses: string[] = [];
  const states = acknowledged(home);
  const { sensor: _sensor, ...rest } = home;
  return {
    ...home,
    ...rest,
    presses,
    states,
    press() {
      const before = home.lines.length;
      home.button.press();
      home.pass(0.1);
      home.button.release();
      home.pass(0.1);
      for (const line of home.lines.slice(before)) {
        const match = /^Alarma: (\w+)/.exec(line);
        if (match) presses.push(match[1] === "activada" ? on : off);
      }
    },
    settle(seconds = 300) {
      home.pass(seconds);
      assertInOrder(states, presses);
      assert.equal(text(home.broker.retained("t/alarma")?.payload), home.lamp.lit ? on : off);
      assert.equal(text(home.broker.retained("t/estado")?.payload), "online");
      assert.deepEqual(home.deaths, []);
    },
  };
}

for (const direction of ["toServer", "toClient"] as const)
  test(`the connection is cut at every byte of its beginning, ${direction}`, async () => {
    // CONNECT, birth, state and subscription; CONNACK and their acknowledgements.
    const bytes = direction === "toServer" ? 130 : 30;
    const home = await scene({ firmware: { config: { command_secret: "s", offline_restart: 0 } } });
    try {
      home.pass(20);
      for (let count = 0; count <= bytes; count++) {
        home.network.cutNextAfter(direction, count);
        home.broker.kill({ downFor: 100_000 });
        if (count % 10 === 0) home.press();
        home.pass(20);
      }
      home.press();
      home.settle();
    } finally {
      home.close();
    }
  });

for (const phase of ["before", "erased", "written"] as WritePhase[])
  test(`the power is cut ${phase === "before" ? "before" : phase === "erased" ? "in the middle of" : "after"} each storage write`, async () => {
    const nvs = new NVS();
    const home = await scene({ nvs });
    try {
      home.pass(10);
      let cuts = 0;
      nvs.onPhase = (now) => {
        if (now !== phase || cuts % 2 === 1) {
          if (now === "written") cuts++;
          return;
        }
        cuts++;
        home.board.powerOff();
      };
      for (let i = 0; i < 40; i++) {
        const lit = home.board.on && home.lamp.lit;
        home.button.press();
        home.pass(0.1);
        home.button.release();
        if (!home.board.on) {
          // What was stored counts; the press itself, if it was not, is as if it had never been.
          home.board.powerOn();
          home.pass(15);
          if (home.lamp.lit !== lit) home.presses.push(home.lamp.lit ? on : off);
        } else {
          home.pass(0.2);
          home.presses.push(home.lamp.lit ? on : off);
        }
      }
      assert.ok(cuts > 20, `${cuts} cuts`);
      nvs.onPhase = undefined;
      home.settle();
    } finally {
      home.close();
    }
  });

const misbehaviours: [string, (home: Scene) => void, (home: Scene) => void][] = [
  [
    "acknowledges late",
    ({ broker }) => {
      broker.faults.acknowledgeAfter = 15_000_000;
    },
    ({ broker }) => {
      broker.faults.acknowledgeAfter = 0;
    },
  ],
  [
    "acknowledges twice",
    ({ broker }) => {
      broker.faults.acknowledgeTwice = true;
    },
    () => {},
  ],
  [
    "forgets acknowledgements",
    ({ broker }) => {
      broker.faults.acknowledgeNot = 3;
    },
    () => {},
  ],
  [
    "is silent",
    ({ broker }) => {
      broker.faults.silent = true;
      broker.kill({ downFor: 1_000_000 });
    },
    ({ broker }) => {
      broker.faults.silent = false;
    },
  ],
  [
    "swallows CONNACK",
    ({ broker }) => {
      broker.faults.swallowConnack = true;
      broker.kill({ downFor: 1_000_000 });
    },
    ({ broker }) => {
      broker.faults.swallowConnack = false;
    },
  ],
  [
    "forgets all it knew",
    ({ broker }) => {
      broker.kill({ downFor: 30_000_000, memory: false });
    },
    () => {},
  ],
  [
    "breaks off after every third packet",
    ({ broker }) => {
      broker.faults.disconnectAfter = 3;
      broker.kill({ downFor: 1_000_000 });
    },
    ({ broker }) => {
      broker.faults.disconnectAfter = undefined;
    },
  ],
  [
    "cannot be reached",
    ({ network }) => {
      network.conditions.blackHole.toServer = true;
    },
    ({ network }) => {
      network.conditions.blackHole.toServer = false;
    },
  ],
  [
    "is not heard",
    ({ network }) => {
      network.conditions.blackHole.toClient = true;
    },
    ({ network }) => {
      network.conditions.blackHole.toClient = false;
    },
  ],
  [
    "has no name",
    ({ network, broker }) => {
      network.conditions.names.fault = "unknown";
      broker.kill({ downFor: 1_000_000 });
    },
    ({ network }) => {
      network.conditions.names.fault = "none";
    },
  ],
];

for (const [what, spoil, mend] of misbehaviours)
  test(`a broker that ${what}`, async () => {
    const home = await scene();
    try {
      home.pass(20);
      home.press();
      spoil(home);
      for (let i = 0; i < 6; i++) {
        home.press();
        home.pass(20);
      }
      mend(home);
      home.press();
      home.settle();
    } finally {
      home.close();
    }
  });

for (const [what, hex] of [
  ["a second CONNACK", "20020000"],
  ["a CONNACK in two halves of other bytes", "2002d000"],
  ["a PUBACK with flags", "42020001"],
  ["a PINGRESP with flags", "d300"],
] as const)
  test(`${what} ends the connection, and the next one is good`, async () => {
    const home = await scene();
    try {
      home.pass(10);
      const connected = () => home.lines.filter((line) => line.startsWith("MQTT: conectado")).length;
      assert.equal(connected(), 1);
      home.broker.sendGarbage(Buffer.from(hex, "hex"));
      home.pass(0.5);
      assert.equal(connected(), 1);
      assert.equal(home.broker.clients.length, 0);
      home.press();
      home.settle();
      assert.equal(connected(), 2);
    } finally {
      home.close();
    }
  });

test("a message before CONNACK is no command", async () => {
  const config = { command_secret: "s" };
  const home = await scene({ firmware: { config } });
  try {
    home.broker.faults.swallowConnack = true;
    home.pass(1);
    home.broker.publish("t/alarma/set", "ON");
    const stop = home.network.observe(({ kind, link }) => {
      if (kind === "accept") link.write("server", Buffer.from("300e000c742f616c61726d612f736574", "hex"));
    });
    home.pass(40);
    stop();
    assert.ok(!home.lines.some((line) => line.startsWith("Orden")), home.lines.join("\n"));
    assert.ok(
      home.lines.some((line) => line === "guard: CONNACK"),
      home.lines.join("\n"),
    );
  } finally {
    home.close();
  }
});

test("each refusal is told by its name, and not retried at full speed", async () => {
  const words = ["MQTT 3.1.1", "identificador", "no está disponible", "usuario o contraseña", "no autoriza"];
  for (const [index, word] of words.entries()) {
    const home = await scene();
    try {
      home.broker.faults.refuse = index + 1;
      home.pass(120);
      const lost = home.lines.filter((line) => line.includes("nuevo intento"));
      assert.ok(lost.length >= 1 && lost.length <= 8, `${lost.length} tries in two minutes`);
      for (const line of lost) assert.ok(line.includes(word), line);
      home.broker.faults.refuse = undefined;
      home.press();
      home.settle();
    } finally {
      home.close();
    }
  }
});

test("more presses offline than the store holds: the newest state arrives, and the rest in order", async () => {
  const home = await scene();
  try {
    home.pass(20);
    home.broker.kill();
    for (let i = 0; i < 75; i++) home.press();
    home.broker.start();
    home.pass(300);
    const states = home.states.slice(1);
    assert.ok(states.length >= 30 && states.length <= 40, `${states.length}`);
    for (const [index, state] of states.entries()) if (index > 0) assert.notEqual(state, states[index - 1]);
    assert.equal(states.at(-1), on);
    assert.equal(text(home.broker.retained("t/alarma")?.payload), on);
  } finally {
    home.close();
  }
});

test("readings taken offline come later, with their time, beside the live ones", async () => {
  const home = await scene({ firmware: { config: { history: 20 } } });
  try {
    home.pass(30);
    home.broker.kill();
    home.pass(60);
    home.broker.start();
    home.pass(120);
    const past = home.published
      .filter(({ topic }) => topic === "t/clima/historial")
      .map(({ payload }) => JSON.parse(text(payload)!));
    assert.ok(past.length >= 11 && past.length <= 20, `${past.length}`);
    const times = past.map(({ time }) => Date.parse(time)).filter((time) => !Number.isNaN(time));
    assert.ok(times.length >= 11, `${times.length} of them dated`);
    for (const [index, time] of times.entries())
      if (index > 0) assert.ok(time > times[index - 1]!, "in the order of their times");
    const live = home.published.filter(({ topic, retain }) => topic === "t/clima" && retain);
    assert.ok(live.length >= 22, `${live.length} live readings`);
  } finally {
    home.close();
  }
});

test("Home Assistant finds the node, and finds it again when it comes online", async () => {
  const home = await scene({ firmware: { config: { home_assistant: true, client_id: "vigia-1" } } });
  try {
    home.pass(20);
    const topic = "homeassistant/device/vigia-1/config";
    const config = JSON.parse(text(home.broker.retained(topic)!.payload)!);
    assert.deepEqual(Object.keys(config.cmps), ["temperature", "humidity", "alarm"]);
    assert.equal(config.cmps.alarm.p, "binary_sensor");
    assert.equal(config.avty_t, "t/estado");
    const before = home.published.filter((message) => message.topic === topic).length;
    home.broker.publish("homeassistant/status", "online", { qos: 0, retain: false });
    home.pass(5);
    assert.equal(home.published.filter((message) => message.topic === topic).length, before + 1);
  } finally {
    home.close();
  }
});

test("diagnostics come at their interval", async () => {
  const home = await scene({ firmware: { config: { diagnostics: 60 } } });
  try {
    home.sensor.setFault("absent");
    home.pass(190);
    const all = home.published.filter(({ topic }) => topic === "t/diagnostico");
    assert.equal(all.length, 3);
    const last = JSON.parse(text(all.at(-1)!.payload)!);
    assert.equal(last.uptime, 180);
    assert.ok(last.sensor["no-response"] > 10, JSON.stringify(last));
  } finally {
    home.close();
  }
});

test("a setting that is not allowed stops the node with its name and what is allowed", async () => {
  for (const [name, value, allowed] of [
    ["interval", 1, "2 to 86400"],
    ["language", "fr", "es, en"],
    ["topic", "casa/#", "topic name"],
    ["port", 0, "1 to 65535"],
    ["history", "many", "0 to 1000"],
  ] as const) {
    const home = await virtualHome({ firmware: { config: { [name]: value } } });
    home.pass(5);
    assert.ok(
      home.lines.some((line) => line.includes(name) && line.includes(allowed)),
      home.lines.join("\n"),
    );
    assert.deepEqual(home.deaths, []);
    home.close();
  }
});

test("three hundred lost connections leave memory where it was", async () => {
  const home = await scene();
  try {
    home.pass(60);
    const before = home.board.statistics()!;
    for (let i = 0; i < 300; i++) {
      home.broker.kill({ downFor: 1_000_000, memory: false });
      if (i % 50 === 0) home.press();
      home.pass(70);
    }
    home.settle(60);
    const after = home.board.statistics()!;
    assert.ok(Math.abs(after.slots - before.slots) <= 20, `slots: ${before.slots}, then ${after.slots}`);
    assert.ok(
      Math.abs(after.chunkBytes - before.chunkBytes) <= 512,
      `bytes: ${before.chunkBytes}, then ${after.chunkBytes}`,
    );
  } finally {
    home.close();
  }
});

test("a hundred signed commands leave memory where it was, and the last counts", async () => {
  const target = { topic: "t/alarma/set", secret: "s" };
  const home = await scene({ firmware: { config: { command_secret: target.secret } } });
  const command = (name: CommandName) => {
    home.broker.publish(target.topic, signedCommand(name, Math.floor(home.network.date), target), { qos: 1 });
    home.pass(5);
  };
  const slots = () => {
    home.pass(60);
    return home.board.statistics(true)!.slots;
  };
  try {
    home.pass(60);
    command("ON");
    const before = slots();
    for (let i = 0; i < 50; i++) {
      command("OFF");
      command("TOGGLE");
    }
    assert.equal(slots(), before);
    assert.ok(home.lamp.lit);
    assert.equal(text(home.broker.retained("t/alarma")?.payload), on);
  } finally {
    home.close();
  }
});
