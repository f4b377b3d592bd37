import type { Case } from "./case.ts";

export const subscribing: Case[] = [
  {
    name: "each subscription is granted its QoS, in order",
    clause: "MQTT-3.8.4-5",
    async run(bench) {
      const client = await bench.inside();
      return [await client.listen([bench.topic("a"), 0], [bench.topic("b"), 1], [bench.topic("c"), 2])];
    },
    expected: ["suback 900 0 1 2"],
  },
  {
    name: "+ stands for exactly one level",
    clause: "MQTT-4.7.1-3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("+/t"), 0);
      const sender = await bench.inside();
      for (const topic of ["t", "a/b/t", "a/t/b", "a/t", "/t"]) sender.publish(bench.topic(topic), "x");
      return [await listener.next(), await listener.next(), await listener.nothing()];
    },
    expected: ["publish a/t x q0", "publish /t x q0", "nothing"],
  },
  {
    name: "# stands for all levels below, and the one above",
    clause: "4.7.1.2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("a/#"), 0);
      const sender = await bench.inside();
      for (const topic of ["b", "ab", "a", "a/", "a/b/c"]) sender.publish(bench.topic(topic), "x");
      return [await listener.next(), await listener.next(), await listener.next(), await listener.nothing()];
    },
    expected: ["publish a x q0", "publish a/ x q0", "publish a/b/c x q0", "nothing"],
  },
  {
    name: "topics know upper from lower case",
    clause: "4.7.3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("Casa"), 0);
      const sender = await bench.inside();
      for (const topic of ["casa", "Casa"]) sender.publish(bench.topic(topic), "x");
      return [await listener.next()];
    },
    expected: ["publish Casa x q0"],
  },
  {
    name: "a wildcard at the start does not match a $ at the start",
    clause: "MQTT-4.7.2-1",
    async run(bench) {
      const last = bench.prefix;
      const wild = await bench.listener(`+/${last}`, 0, "wild");
      const plain = await bench.listener(`$casa/${last}`, 0, "plain");
      (await bench.inside()).publish(`$casa/${last}`, "x").publish(`casa/${last}`, "y");
      return [await plain.next(), await wild.next()].map((line) => line.replace(`/${last}`, "/last"));
    },
    expected: ["publish $casa/last x q0", "publish casa/last y q0"],
  },
  {
    name: "a second subscription to the same filter takes the place of the first",
    clause: "MQTT-3.8.4-3",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 0);
      const granted = await listener.listen([bench.topic("t"), 1]);
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      await sender.next();
      sender.publish(bench.topic("t"), "last");
      return [granted, await listener.next(), await listener.next()];
    },
    expected: ["suback 900 1", "publish t x q1", "publish t last q0"],
  },
  {
    name: "a second subscription brings the retained message again",
    clause: "MQTT-3.8.4-3",
    async run(bench) {
      const sender = await bench.inside();
      await sender.publish(bench.topic("t"), "x", { retain: true, qos: 1, messageId: 1 }).next();
      const listener = await bench.listener(bench.topic("t"), 0);
      return [await listener.next(), await listener.subscribe(2, [bench.topic("t"), 0]).nextSorted(2)];
    },
    expected: ["publish t x q0 retain", "publish t x q0 retain, suback 2 0"],
  },
  {
    name: "subscriptions that overlap bring a message once, at their greatest QoS",
    clause: "MQTT-3.3.5-1",
    async run(bench) {
      const listener = await bench.inside("listener");
      await listener.listen([bench.topic("#"), 0], [bench.topic("+"), 1], [bench.topic("t"), 0]);
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      await sender.next();
      return [await listener.next(), await listener.nothing()];
    },
    expected: ["publish t x q1", "nothing"],
  },
  {
    name: "a wildcard brings every retained message that it matches",
    clause: "MQTT-3.3.1-6",
    async run(bench) {
      const sender = await bench.inside();
      for (const name of ["a", "b", "c/d"])
        await sender.publish(bench.topic(name), name, { retain: true, qos: 1, messageId: 1 }).next();
      const listener = await bench.listener(bench.topic("+"), 0);
      return [await listener.nextSorted(2), await listener.nothing()];
    },
    expected: ["publish a a q0 retain, publish b b q0 retain", "nothing"],
  },
  {
    name: "an ended subscription brings nothing more",
    clause: "MQTT-3.10.4-2",
    async run(bench) {
      const listener = await bench.inside("listener");
      await listener.listen([bench.topic("a"), 0], [bench.topic("b"), 0]);
      const ended = await listener.unsubscribe(5, bench.topic("a")).next();
      (await bench.inside()).publish(bench.topic("a"), "x").publish(bench.topic("b"), "y");
      return [ended, await listener.next()];
    },
    expected: ["unsuback 5", "publish b y q0"],
  },
  {
    name: "ending a subscription compares filters, and not what they match",
    clause: "MQTT-3.10.4-1",
    async run(bench) {
      const listener = await bench.listener(bench.topic("+"), 0);
      const ended = await listener.unsubscribe(5, bench.topic("t")).next();
      (await bench.inside()).publish(bench.topic("t"), "x");
      return [ended, await listener.next()];
    },
    expected: ["unsuback 5", "publish t x q0"],
  },
  {
    name: "ending what was not subscribed is answered all the same",
    clause: "MQTT-3.10.4-5",
    run: async (bench) => [await (await bench.inside()).unsubscribe(6, bench.topic("a")).next()],
    expected: ["unsuback 6"],
  },
];
