import type { Bench, Case } from "./case.ts";

const will = (bench: Bench, more: object = {}) => ({
  will: { topic: bench.topic("w"), payload: Buffer.from("offline"), qos: 0 as const, retain: false, ...more },
});

export const wills: Case[] = [
  {
    name: "the will of a client whose connection breaks",
    clause: "MQTT-3.1.2-8",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      const client = bench.client();
      await client.enter(will(bench));
      client.vanish();
      return [await listener.next()];
    },
    expected: ["publish w offline q0"],
  },
  {
    name: "no will after DISCONNECT",
    clause: "MQTT-3.14.4-3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      const client = bench.client();
      await client.enter(will(bench));
      return [await client.disconnect().closed(), await listener.nothing()];
    },
    expected: ["closed", "nothing"],
  },
  {
    name: "a will's QoS and RETAIN are its message's",
    clause: "MQTT-3.1.2-17",
    async run(bench) {
      const before = await bench.listener(bench.topic("w"), 2, "before");
      const client = bench.client();
      await client.enter(will(bench, { qos: 1, retain: true }));
      client.vanish();
      const heard = [await before.next()];
      return [...heard, await (await bench.listener(bench.topic("w"), 2, "after")).next()];
    },
    expected: ["publish w offline q1", "publish w offline q1 retain"],
  },
  {
    name: "the will of a client that another took over",
    clause: "MQTT-3.1.4-2, MQTT-3.1.2-8",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      await bench.client().enter(will(bench));
      return [await bench.client().enter(), await listener.next()];
    },
    expected: ["connack 0", "publish w offline q0"],
  },
  {
    name: "the will of a client that broke the protocol",
    clause: "MQTT-3.1.2-8",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      const client = bench.client();
      await client.enter(will(bench));
      return [await client.raw("00 00").closed(), await listener.next()];
    },
    expected: ["closed", "publish w offline q0"],
  },
  {
    name: "the will of a client that fell silent",
    clause: "MQTT-3.1.2-24, MQTT-3.1.2-8",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      await bench.client().enter({ ...will(bench), keepalive: 1 });
      return [await listener.next(8_000)];
    },
    expected: ["publish w offline q0"],
  },
  {
    name: "a will with an empty payload",
    clause: "3.1.3.3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("w"));
      const client = bench.client();
      await client.enter(will(bench, { payload: Buffer.alloc(0) }));
      client.vanish();
      return [await listener.next()];
    },
    expected: ["publish w  q0"],
  },
  {
    name: "a will for a topic with a wildcard",
    clause: "MQTT-3.3.2-2",
    run: async (bench) => [await bench.client().enter(will(bench, { topic: "w/#" }))],
    expected: ["closed"],
  },
];
