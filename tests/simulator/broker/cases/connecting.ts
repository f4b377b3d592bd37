import { login } from "../sites.ts";
import type { Case } from "./case.ts";

/** A CONNECT in hexadecimal: its protocol's name and level, its flags and the rest of its content. */
function connect(name: string, level: number, flags: number, rest = "0000 0001 61"): string {
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  const content = `00${hex(name.length)}${Buffer.from(name).toString("hex")}${hex(level)}${hex(flags)}${rest}`;
  const bytes = content.replaceAll(" ", "");
  return `10${hex(bytes.length / 2)}${bytes}`;
}

const refusedBytes = (name: string, clause: string, bytes: string): Case => ({
  name,
  clause,
  run: async (bench) => [await bench.client().raw(bytes).next()],
  expected: ["closed"],
});

export const connecting: Case[] = [
  {
    name: "a client is let in",
    clause: "MQTT-3.2.0-1",
    run: async (bench) => [await bench.client().enter()],
    expected: ["connack 0"],
  },
  {
    name: "a CONNECT that comes byte by byte",
    clause: "4.2",
    async run(bench) {
      const client = bench.client();
      for (const byte of Buffer.from(connect("MQTT", 4, 2, "0000 0000"), "hex"))
        client.raw(Uint8Array.of(byte));
      return [await client.next()];
    },
    expected: ["connack 0"],
  },
  {
    name: "packets that come together with CONNECT",
    clause: "MQTT-3.1.4-5",
    async run(bench) {
      const client = bench.client().connect().ping();
      return [await client.next(), await client.next()];
    },
    expected: ["connack 0", "pingresp"],
  },
  {
    name: "a first packet other than CONNECT",
    clause: "MQTT-3.1.0-1",
    run: async (bench) => [await bench.client().ping().next()],
    expected: ["closed"],
  },
  {
    name: "a second CONNECT",
    clause: "MQTT-3.1.0-2",
    async run(bench) {
      const client = bench.client();
      return [await client.enter(), await client.enter()];
    },
    expected: ["connack 0", "closed"],
  },
  refusedBytes("another protocol's name", "MQTT-3.1.2-1", connect("MQTX", 4, 2)),
  {
    name: "a protocol level that does not exist",
    clause: "MQTT-3.1.2-2",
    async run(bench) {
      const client = bench.client().raw(connect("MQTT", 7, 2));
      return [await client.next(), await client.next()];
    },
    expected: ["connack 1", "closed"],
  },
  refusedBytes("CONNECT's reserved flag", "MQTT-3.1.2-3", connect("MQTT", 4, 0x03)),
  refusedBytes("a will's QoS without a will", "MQTT-3.1.2-13", connect("MQTT", 4, 0x0a)),
  refusedBytes("a will's RETAIN without a will", "MQTT-3.1.2-15", connect("MQTT", 4, 0x22)),
  refusedBytes("a will of QoS 3", "MQTT-3.1.2-14", connect("MQTT", 4, 0x1e, "0000 0001 61 0001 77 0001 78")),
  refusedBytes(
    "a password without a user's name",
    "MQTT-3.1.2-22",
    connect("MQTT", 4, 0x42, "0000 0001 61 0001 70"),
  ),
  refusedBytes("a CONNECT shorter than its fields", "MQTT-4.8.0-1", connect("MQTT", 4, 2, "0000 0009 61")),
  refusedBytes(
    "a client's name of malformed UTF-8",
    "MQTT-1.5.3-1",
    connect("MQTT", 4, 2, "0000 0002 c3 28"),
  ),
  {
    name: "a client without a name gets one, if its session is clean",
    clause: "MQTT-3.1.3-6",
    async run(bench) {
      const client = bench.client();
      return [await client.enter({ clientId: "" }), await client.ping().next()];
    },
    expected: ["connack 0", "pingresp"],
  },
  {
    name: "a client without a name that wants its session kept",
    clause: "MQTT-3.1.3-8",
    async run(bench) {
      const client = bench.client().raw(connect("MQTT", 4, 0, "0000 0000"));
      return [await client.next(), await client.next()];
    },
    expected: ["connack 2", "closed"],
  },
  {
    name: "a client's name beyond ASCII and 23 bytes",
    clause: "MQTT-3.1.3-4",
    run: async (bench) => [await bench.client("vigía-del-salón-de-la-casa-ñ").enter()],
    expected: ["connack 0"],
  },
  {
    name: "the same client from elsewhere takes over",
    clause: "MQTT-3.1.4-2",
    async run(bench) {
      const [first, second] = [bench.client(), bench.client()];
      await first.enter();
      return [await second.enter(), await first.closed(), await second.ping().next()];
    },
    expected: ["connack 0", "closed", "pingresp"],
  },
  {
    name: "a login that is right",
    clause: "MQTT-3.1.3-11",
    logins: true,
    run: async (bench) => [
      await bench.client().enter({ username: login.user, password: Buffer.from(login.password) }),
    ],
    expected: ["connack 0"],
  },
  {
    name: "a login that is wrong",
    clause: "3.2.2.3",
    logins: true,
    async run(bench) {
      const client = bench.client();
      const answer = await client.enter({ username: login.user, password: Buffer.from("otra") });
      return [answer, await client.next()];
    },
    expected: ["connack 4", "closed"],
  },
  {
    name: "no login where one is needed",
    clause: "3.2.2.3",
    logins: true,
    async run(bench) {
      const client = bench.client();
      return [await client.enter(), await client.next()];
    },
    expected: ["connack 5", "closed"],
  },
  {
    name: "a ping is answered",
    clause: "MQTT-3.12.4-1",
    run: async (bench) => [await (await bench.inside()).ping().next()],
    expected: ["pingresp"],
  },
  {
    name: "silence beyond one and a half keep-alives",
    clause: "MQTT-3.1.2-24",
    async run(bench) {
      const client = bench.client();
      await client.enter({ keepalive: 1 });
      return [await client.next(1_400), await client.closed(8_000)];
    },
    expected: ["nothing", "closed"],
  },
  {
    name: "pings within the keep-alive",
    clause: "MQTT-3.1.2-24",
    async run(bench) {
      const client = bench.client();
      await client.enter({ keepalive: 1 });
      const heard: string[] = [];
      for (let time = 0; time < 3; time++) heard.push(await client.next(900), await client.ping().next());
      return heard;
    },
    expected: ["nothing", "pingresp", "nothing", "pingresp", "nothing", "pingresp"],
  },
  {
    name: "nothing is answered after DISCONNECT",
    clause: "MQTT-3.14.4-1",
    async run(bench) {
      const client = await bench.inside();
      return [await client.disconnect().ping().next()];
    },
    expected: ["closed"],
  },
];
