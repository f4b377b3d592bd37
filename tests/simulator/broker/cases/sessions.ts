import type { Case } from "./case.ts";

export const sessions: Case[] = [
  {
    name: "a kept session is there again, with its subscriptions",
    clause: "MQTT-3.1.2-4, MQTT-3.2.2-2",
    async run(bench) {
      const first = bench.client("kept");
      const heard = [await first.enter({ clean: false })];
      await first.listen([bench.topic("t"), 1]);
      await first.disconnect().closed();
      const second = bench.client("kept");
      heard.push(await second.enter({ clean: false }));
      (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      return [...heard, await second.next()];
    },
    expected: ["connack 0", "connack 0 present", "publish t x q1"],
  },
  {
    name: "a clean session ends what was kept",
    clause: "MQTT-3.1.2-6, MQTT-3.2.2-1",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 1]);
      await first.disconnect().closed();
      const second = bench.client("kept");
      const heard = [await second.enter({ clean: true })];
      await second.disconnect().closed();
      const third = bench.client("kept");
      heard.push(await third.enter({ clean: false }));
      await (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 }).next();
      return [...heard, await third.nothing()];
    },
    expected: ["connack 0", "connack 0", "nothing"],
  },
  {
    name: "messages of QoS 1 wait for who is away, in order",
    clause: "MQTT-3.1.2-5",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 1]);
      await first.disconnect().closed();
      const sender = await bench.inside();
      for (const id of [1, 2, 3])
        await sender.publish(bench.topic("t"), String(id), { qos: 1, messageId: id }).next();
      const second = bench.client("kept");
      return [
        await second.enter({ clean: false }),
        await second.next(),
        await second.next(),
        await second.next(),
      ];
    },
    expected: ["connack 0 present", "publish t 1 q1", "publish t 2 q1", "publish t 3 q1"],
  },
  {
    name: "messages of QoS 0 do not wait for who is away",
    clause: "3.1.2.4",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 1]);
      await first.disconnect().closed();
      const sender = (await bench.inside()).publish(bench.topic("t"), "x");
      await sender.ping().next();
      const second = bench.client("kept");
      return [await second.enter({ clean: false }), await second.nothing()];
    },
    expected: ["connack 0 present", "nothing"],
  },
  {
    name: "what was not acknowledged at QoS 1 is sent again, with DUP",
    clause: "MQTT-4.4.0-1, MQTT-3.3.1-1",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 1]);
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      await sender.next();
      const heard = [await first.next()];
      first.vanish();
      await bench.site.until(() => false, 50);
      const second = bench.client("kept");
      return [...heard, await second.enter({ clean: false }), await second.next()];
    },
    expected: ["publish t x q1", "connack 0 present", "publish t x q1 dup"],
  },
  {
    name: "what was acknowledged at QoS 1 is not sent again",
    clause: "MQTT-4.3.2-1",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 1]);
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 1, messageId: 1 });
      await sender.next();
      const id = await first.peekId();
      await first.next();
      await first.answer("puback", id).ping().next();
      await first.disconnect().closed();
      const second = bench.client("kept");
      return [await second.enter({ clean: false }), await second.nothing()];
    },
    expected: ["connack 0 present", "nothing"],
  },
  {
    name: "what was received at QoS 2 and not completed: the release is sent again",
    clause: "MQTT-4.4.0-1",
    async run(bench) {
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.listen([bench.topic("t"), 2]);
      const sender = (await bench.inside()).publish(bench.topic("t"), "x", { qos: 2, messageId: 1 });
      await sender.next();
      await sender.answer("pubrel", 1).next();
      const id = await first.peekId();
      const heard = [await first.next(), await first.answer("pubrec", id).next()];
      first.vanish();
      await bench.site.until(() => false, 50);
      const second = bench.client("kept");
      heard.push(await second.enter({ clean: false }), await second.next());
      second.answer("pubcomp", id);
      return [...heard, await second.nothing()];
    },
    expected: ["publish t x q2", "pubrel", "connack 0 present", "pubrel", "nothing"],
  },
  {
    name: "a QoS 2 message sent again over a new connection is passed on once",
    clause: "MQTT-4.3.3-2",
    async run(bench) {
      const listener = await bench.listener(bench.topic("t"), 0);
      const first = bench.client("kept");
      await first.enter({ clean: false });
      await first.publish(bench.topic("t"), "x", { qos: 2, messageId: 7 }).next();
      first.vanish();
      await bench.site.until(() => false, 50);
      const second = bench.client("kept");
      const heard = [await second.enter({ clean: false })];
      heard.push(await second.publish(bench.topic("t"), "x", { qos: 2, messageId: 7, dup: true }).next());
      heard.push(await second.answer("pubrel", 7).next(), await listener.next());
      second.publish(bench.topic("t"), "last");
      return [...heard, await listener.next()];
    },
    expected: ["connack 0 present", "pubrec 7", "pubcomp 7", "publish t x q0", "publish t last q0"],
  },
];
