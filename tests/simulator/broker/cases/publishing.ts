import type { Case } from "./case.ts";

export const publishing: Case[] = [
  {
    name: "QoS 0 is passed on",
    clause: "MQTT-4.3.1-1",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      (await bench.inside()).publish(bench.topic("t"), "hola");
      return [await listener.next()];
    },
    expected: ["publish t hola q0"],
  },
  {
    name: "QoS 1 is acknowledged and passed on",
    clause: "MQTT-4.3.2-2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      const sender = (await bench.inside()).publish(bench.topic("t"), "hola", { qos: 1, messageId: 7 });
      return [await sender.next(), await listener.next()];
    },
    expected: ["puback 7", "publish t hola q1"],
  },
  {
    name: "QoS 1 sent again with DUP is acknowledged again, and DUP is not passed on",
    clause: "MQTT-3.3.1-3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      const sender = await bench.inside();
      for (const dup of [false, true]) sender.publish(bench.topic("t"), "x", { qos: 1, messageId: 7, dup });
      return [await sender.next(), await sender.next(), await listener.next(), await listener.next()];
    },
    expected: ["puback 7", "puback 7", "publish t x q1", "publish t x q1"],
  },
  {
    name: "QoS 2 goes through its four packets on both sides",
    clause: "MQTT-4.3.3-2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      const sender = (await bench.inside()).publish(bench.topic("t"), "hola", { qos: 2, messageId: 7 });
      const heard = [await sender.next(), await sender.answer("pubrel", 7).next()];
      const id = await listener.peekId();
      heard.push(await listener.next(), await listener.answer("pubrec", id).next());
      listener.answer("pubcomp", id);
      heard.push(await listener.ping().next());
      return heard;
    },
    expected: ["pubrec 7", "pubcomp 7", "publish t hola q2", "pubrel", "pingresp"],
  },
  {
    name: "QoS 2 sent again before its release is passed on once",
    clause: "MQTT-4.3.3-2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 1);
      const sender = await bench.inside();
      sender.publish(bench.topic("t"), "x", { qos: 2, messageId: 7 });
      const heard = [await sender.next()];
      sender.publish(bench.topic("t"), "x", { qos: 2, messageId: 7, dup: true });
      heard.push(await sender.next(), await sender.answer("pubrel", 7).next(), await listener.next());
      sender.publish(bench.topic("t"), "last");
      return [...heard, await listener.next()];
    },
    expected: ["pubrec 7", "pubrec 7", "pubcomp 7", "publish t x q1", "publish t last q0"],
  },
  {
    name: "QoS 2: the identifier is free again after the release",
    clause: "MQTT-2.3.1-4",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 0);
      const sender = await bench.inside();
      for (const payload of ["1", "2"]) {
        sender.publish(bench.topic("t"), payload, { qos: 2, messageId: 7 });
        await sender.next();
        await sender.answer("pubrel", 7).next();
      }
      return [await listener.next(), await listener.next()];
    },
    expected: ["publish t 1 q0", "publish t 2 q0"],
  },
  {
    name: "a release of nothing is completed",
    clause: "MQTT-4.3.3-2",
    run: async (bench) => [await (await bench.inside()).answer("pubrel", 99).next()],
    expected: ["pubcomp 99"],
  },
  {
    name: "an acknowledgement of nothing is ignored",
    clause: "4.3.2",
    run: async (bench) => [await (await bench.inside()).answer("puback", 99).ping().next()],
    expected: ["pingresp"],
  },
  {
    name: "the QoS is lowered to the subscription's",
    clause: "MQTT-3.8.4-6",
    async run(bench) {
      const low = await bench.listener(bench.topic("t"), 0, "low");
      const middle = await bench.listener(bench.topic("t"), 1, "middle");
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 2, messageId: 1 });
      await sender.next();
      sender.answer("pubrel", 1);
      return [await low.next(), await middle.next()];
    },
    expected: ["publish t x q0", "publish t x q1"],
  },
  {
    name: "the QoS is not raised to the subscription's",
    clause: "MQTT-3.8.4-6",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 2);
      (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      return [await listener.next()];
    },
    expected: ["publish t x q1"],
  },
  {
    name: "messages keep their order, and so do their acknowledgements",
    clause: "MQTT-4.6.0-2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 1);
      const sender = await bench.inside();
      const ids = [1, 2, 3, 4, 5, 6, 7, 8];
      for (const id of ids) sender.publish(bench.topic("t"), String(id), { qos: 1, messageId: id });
      const acknowledged: string[] = [];
      const heard: string[] = [];
      for (const _ of ids) {
        acknowledged.push((await sender.next()).replace("puback ", ""));
        heard.push((await listener.next()).replace(/^publish \S+ (.*) q1$/, "$1"));
      }
      return [acknowledged.join(" "), heard.join(" ")];
    },
    expected: ["1 2 3 4 5 6 7 8", "1 2 3 4 5 6 7 8"],
  },
  {
    name: "an empty payload is passed on",
    clause: "3.3.3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      (await bench.inside()).publish(bench.topic("t"), "");
      return [await listener.next()];
    },
    expected: ["publish t  q0"],
  },
  {
    name: "a payload of 100,000 bytes arrives whole",
    clause: "2.2.3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"));
      const payload = "0123456789".repeat(10_000);
      (await bench.inside()).publish(bench.topic("t"), payload);
      return [(await listener.next()).replace(payload, "whole")];
    },
    expected: ["publish t whole q0"],
  },
  {
    name: "a sender that subscribed hears itself",
    clause: "3.8.4",
    async run(bench) {
      const client = await bench.inside();
      const granted = await client.listen([bench.topic("t"), 0]);
      return [granted, await client.publish(bench.topic("t"), "x").next()];
    },
    expected: ["suback 900 0", "publish t x q0"],
  },
  {
    name: "a message is retained, and marked for who comes later only",
    clause: "MQTT-3.3.1-8, MQTT-3.3.1-9",
    async run(bench) {
      const before = await bench.listener(bench.topic("t"), 1, "before");
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", {
        retain: true,
        qos: 1,
        messageId: 1,
      });
      await sender.next();
      const after = await bench.listener(bench.topic("t"), 1, "after");
      return [await before.next(), await after.next()];
    },
    expected: ["publish t x q1", "publish t x q1 retain"],
  },
  {
    name: "the newest retained message takes the place of the one before",
    clause: "MQTT-3.3.1-5",
    async run(bench) {
      const sender = await bench.inside();
      for (const payload of ["old", "new"])
        await sender.publish(bench.topic("t"), payload, { retain: true, qos: 1, messageId: 1 }).next();
      const listener = await bench.listener(bench.topic("t"));
      sender.publish(bench.topic("t"), "last");
      return [await listener.next(), await listener.next()];
    },
    expected: ["publish t new q1 retain", "publish t last q0"],
  },
  {
    name: "an empty retained message deletes what is retained, and is passed on",
    clause: "MQTT-3.3.1-10, MQTT-3.3.1-11",
    async run(bench) {
      const sender = await bench.inside();
      await sender.publish(bench.topic("t"), "x", { retain: true, qos: 1, messageId: 1 }).next();
      const before = await bench.listener(bench.topic("t"), 0, "before");
      const heard = [await before.next()];
      await sender.publish(bench.topic("t"), "", { retain: true, qos: 1, messageId: 2 }).next();
      heard.push(await before.next());
      const after = await bench.listener(bench.topic("t"), 0, "after");
      sender.publish(bench.topic("t"), "last");
      return [...heard, await after.next()];
    },
    expected: ["publish t x q0 retain", "publish t  q0", "publish t last q0"],
  },
  {
    name: "a message that is not retained leaves the retained one alone",
    clause: "MQTT-3.3.1-12",
    async run(bench) {
      const sender = await bench.inside();
      await sender.publish(bench.topic("t"), "kept", { retain: true, qos: 1, messageId: 1 }).next();
      await sender.publish(bench.topic("t"), "x", { qos: 1, messageId: 2 }).next();
      return [await (await bench.listener(bench.topic("t"))).next()];
    },
    expected: ["publish t kept q1 retain"],
  },
];
