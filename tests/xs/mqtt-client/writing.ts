/** What the application writes, once connected. */
import { type Bench, bytes, type Case } from "./bench";

const SUBSCRIBE = 8;
const UNSUBSCRIBE = 10;

/** A case about one `write`. */
function write(name: string, data: unknown, options: object | undefined, expected: string): Case {
  return {
    name: `write: ${name}`,
    run(bench) {
      bench.connect();
      bench.write(data, options);
    },
    expected,
  };
}

/** Publishes so many zeros; notes the packet's first four bytes and the room that is left. */
function writeLong(bench: Bench, length: number): void {
  bench.connect();
  bench.writable(2 * length);
  bench.write(new Uint8Array(length), { topic: "t" });
  bench.transcript[0] = bench.transcript[0]!.slice(0, 2 + 2 * 4);
}

export const writing: Case[] = [
  write("PUBLISH of QoS 0", bytes("6869"), { topic: "a/b" }, "> 30070003612f626869 | = 969"),
  write(
    "PUBLISH from an ArrayBuffer",
    bytes("6869").buffer,
    { topic: "a/b" },
    "> 30070003612f626869 | = 969",
  ),
  write(
    "PUBLISH from a part of a buffer",
    bytes("0068690a").subarray(1, 3),
    { topic: "a/b" },
    "> 30070003612f626869 | = 969",
  ),
  write("PUBLISH without payload", bytes(""), { topic: "t" }, "> 3003000174 | = 973"),
  write("PUBLISH, retained", bytes("31"), { topic: "t", retain: true }, "> 310400017431 | = 972"),
  write(
    "PUBLISH of QoS 1 with an id",
    bytes("31"),
    { topic: "t", QoS: 1, id: 0x1234 },
    "> 3206000174123431 | = 970",
  ),
  write(
    "PUBLISH of QoS 2, retained, a duplicate",
    bytes("31"),
    { topic: "t", QoS: 2, retain: true, duplicate: true, id: 7 },
    "> 3d06000174000731 | = 970",
  ),
  write("PUBLISH with an id but QoS 0", bytes("31"), { topic: "t", id: 7 }, "> 300400017431 | = 972"),
  write(
    "PUBLISH to a topic given as a buffer",
    bytes("31"),
    { topic: ArrayBuffer.fromString("ñ") },
    "> 30050002c3b131 | = 971",
  ),
  write(
    "SUBSCRIBE",
    null,
    { operation: SUBSCRIBE, items: [{ topic: "a" }], id: 3 },
    "> 8206000300016100 | = 970",
  ),
  write(
    "SUBSCRIBE to three",
    null,
    {
      operation: SUBSCRIBE,
      items: [{ topic: "a/#", QoS: 1 }, { topic: "+" }, { topic: "b", QoS: 2 }],
      id: 0x0102,
    },
    "> 821001020003612f230100012b0000016202 | = 960",
  ),
  write("SUBSCRIBE without items", null, { operation: SUBSCRIBE }, "! TypeError"),
  write(
    "UNSUBSCRIBE",
    null,
    { operation: UNSUBSCRIBE, items: [{ topic: "a/#" }, { topic: "b" }], id: 9 },
    "> a20a00090003612f23000162 | = 966",
  ),
  write("PUBACK", null, { operation: 4, id: 5 }, "> 40020005 | = 974"),
  write("PUBREC", null, { operation: 5, id: 5 }, "> 50020005 | = 974"),
  write("PUBREL", null, { operation: 6, id: 5 }, "> 62020005 | = 974"),
  write("PUBCOMP", null, { operation: 7, id: 5 }, "> 70020005 | = 974"),
  write("PINGREQ", null, { operation: 12 }, "> c000 | = 976"),
  write("DISCONNECT", null, { operation: 14 }, "> e000 | = 976"),
  write("CONNECT is not for the application", null, { operation: 1 }, "! Error unknown"),
  write("no options", bytes("31"), undefined, "! TypeError"),
  write("PUBLISH of null", null, { topic: "t" }, "! TypeError"),
  write(
    "trap: a string leaves a corrupt header behind",
    "hi",
    { topic: "t" },
    "> 3080808000000174 | ! TypeError",
  ),
  {
    name: "write: remaining lengths of two and three digits",
    run(bench) {
      const lines: string[] = [];
      for (const length of [124, 125, 16_380, 16_381]) {
        writeLong(bench, length);
        lines.push(...bench.transcript);
      }
      bench.transcript.splice(0, 2, ...lines);
    },
    expected: "> 307f0001 | = 111 | > 30800100 | = 111 | > 30ff7f00 | = 16366 | > 30808001 | = 16366",
  },
  {
    name: "ids count up from 2, with packets that have none too",
    run(bench) {
      bench.connect();
      bench.write(bytes("31"), { topic: "t" });
      bench.write(bytes("31"), { topic: "t", QoS: 1 });
      bench.write(null, { operation: 12 });
      bench.write(bytes("31"), { topic: "t", QoS: 1, id: 500 });
      bench.write(bytes("31"), { topic: "t", QoS: 1 });
    },
    expected:
      "> 300400017431 | = 972 | > 3206000174000331 | = 964 | > c000 | = 962 | > 320600017401f431 | = 954 | > 3206000174000531 | = 946",
  },
  {
    name: "trap: the id after 65,535 is 0 on the wire",
    run(bench) {
      bench.connect();
      for (let id = 2; id < 0xffff; id++) {
        bench.room = 100;
        bench.client.write(null, { operation: 12 });
        bench.transcript.length = 0;
      }
      bench.write(bytes("31"), { topic: "t", QoS: 1 });
      bench.write(bytes("31"), { topic: "t", QoS: 1 });
      bench.write(bytes("31"), { topic: "t", QoS: 1 });
    },
    expected: "> 3206000174ffff31 | = 82 | > 3206000174000031 | = 74 | > 3206000174000131 | = 66",
  },
  {
    name: "room: a packet that just fits, and one byte less",
    run(bench) {
      bench.connect();
      bench.writable(7);
      bench.write(bytes("3132"), { topic: "t" });
      bench.writable(6);
      bench.write(bytes("3132"), { topic: "t" });
      bench.write(null, { operation: SUBSCRIBE, items: [{ topic: "a" }] });
      bench.write(null, { operation: UNSUBSCRIBE, items: [{ topic: "a" }] });
      bench.writable(3);
      bench.write(null, { operation: 4, id: 1 });
      bench.writable(1);
      bench.write(null, { operation: 12 });
      bench.write(null, { operation: 14 });
    },
    expected:
      "> 30050001743132 | = 0 | ! Error overflow | ! Error overflow | ! Error overflow | ! Error overflow | ! Error overflow | ! Error overflow",
  },
  {
    name: "room: write returns what is left less eight bytes, never less than 0",
    run(bench) {
      bench.connect();
      bench.writable(20);
      for (let i = 0; i < 4; i++) bench.write(bytes("31"), { topic: "t" });
    },
    expected: "> 300400017431 | = 6 | > 300400017431 | = 0 | > 300400017431 | = 0 | ! Error overflow",
  },
  {
    name: "fragments: byteLength, then bytes without options",
    run(bench) {
      bench.connect();
      bench.write(bytes("6162"), { topic: "t", byteLength: 5 });
      bench.write(bytes("63"));
      bench.write(bytes("6465").buffer);
      bench.write(bytes("31"), { topic: "t" });
    },
    expected: "> 30080001746162 | = 971 | > 63 | = 970 | > 6465 | = 968 | > 300400017431 | = 962",
  },
  {
    name: "fragments: an empty first one, with QoS 1",
    run(bench) {
      bench.connect();
      bench.write(bytes(""), { topic: "t", byteLength: 200, QoS: 1, id: 3 });
      bench.write(bytes("61"));
    },
    expected: "> 32cd010001740003 | = 970 | > 61 | = 969",
  },
  {
    name: "fragments: too many bytes, options, other packets in between",
    run(bench) {
      bench.connect();
      bench.write(bytes("616263"), { topic: "t", byteLength: 2 });
      bench.write(bytes("61"), { topic: "t", byteLength: 3 });
      bench.write(bytes("616263"));
      bench.write(bytes("61"), {});
      bench.write(null, { operation: 12 });
      bench.write(bytes("6263"));
      bench.write(null, { operation: 12 });
    },
    expected:
      "! Error invalid | > 300600017461 | = 972 | ! Error | ! Error | ! TypeError | > 6263 | = 970 | > c000 | = 968",
  },
  {
    name: "fragments: onWritable goes on, acknowledgements wait",
    async run(bench) {
      bench.onWritable = () => {};
      bench.connect();
      bench.write(bytes("61"), { topic: "t", byteLength: 3 });
      bench.receive("62020007");
      await bench.settle();
      bench.writable(100);
      bench.write(bytes("6263"));
      await bench.settle();
      bench.note("-");
      bench.writable(100);
    },
    expected:
      '> 300600017461 | = 972 | control {"operation":6,"id":7} | writable 972 | writable 92 | > 6263 | = 90 | - | > 70020007 | writable 88',
  },
];
