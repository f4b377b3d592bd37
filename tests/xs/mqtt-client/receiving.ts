/** What the broker sends, once connected. */
import { type Bench, type Case, CONNACK, hex } from "./bench";

/** A case about packets that arrive in one go. */
function receive(name: string, packets: string, expected: string): Case {
  return {
    name: `receive: ${name}`,
    async run(bench) {
      bench.connect();
      bench.receive(packets);
      await bench.settle();
    },
    expected,
  };
}

/** A case about the application's reading of "3008000174" + five bytes. */
function read(name: string, onReadable: (bench: Bench) => void, expected: string): Case {
  return {
    name: `read: ${name}`,
    async run(bench) {
      bench.connect();
      bench.onReadable = () => onReadable(bench);
      bench.receive("30080001746162636465d000");
      await bench.settle();
      bench.note("-");
      bench.onReadable = undefined;
      bench.read();
      await bench.settle();
    },
    expected,
  };
}

const LONG_TOPIC = "74".repeat(130);

/** CONNACK, SUBACK, PUBLISH of QoS 0 to 2 (one with a length of two digits), PUBREL, PUBACK, PINGRESP. */
const SESSION = [
  CONNACK,
  "90050003000180",
  "3006000174616263",
  `3286010080${"62".repeat(128)}00076a6b`,
  "340700017400086869",
  "62020008",
  "40021234",
  "d000",
].join("");

/** Receives SESSION in these pieces; the transcript has the payloads, not their fragments. */
function session(bench: Bench, ...pieces: string[]): Bench {
  let payload = "";
  bench.make();
  bench.resolve();
  bench.writable();
  bench.onReadable = (_count, options) => {
    payload += hex(new Uint8Array(bench.client.read() as ArrayBuffer));
    bench.transcript.pop();
    if ((options as { more: boolean }).more) return;
    bench.note(payload);
    payload = "";
  };
  for (const piece of pieces) bench.receive(piece);
  return bench;
}

export const receiving: Case[] = [
  receive(
    "PUBLISH of QoS 0",
    "30070003612f626869",
    'readable 2 {"topic":"a/b","byteLength":2,"QoS":0,"more":false} | = 6869',
  ),
  receive(
    "PUBLISH of QoS 1 is acknowledged, later",
    "3206000174000b31",
    'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | > 4002000b',
  ),
  receive(
    "PUBLISH of QoS 2: PUBREC; PUBREL: PUBCOMP",
    "3406000174000c316202000c",
    'readable 1 {"topic":"t","byteLength":1,"QoS":2,"more":false} | = 31 | control {"operation":6,"id":12} | > 5002000c7002000c',
  ),
  receive(
    "PUBLISH, retained, a duplicate: neither is told",
    "3b06000174000d31",
    'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | > 4002000d',
  ),
  receive(
    "two PUBLISH, acknowledged together",
    "32060001740001313206000174000232",
    'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 32 | > 4002000140020002',
  ),
  receive(
    "PUBLISH, remaining length of two digits",
    `3086010082${LONG_TOPIC}6869`,
    'readable 2 {"topic":"tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt","byteLength":2,"QoS":0,"more":false} | = 6869',
  ),
  receive("PUBACK", "40021234", 'control {"operation":4,"id":4660}'),
  receive(
    "PUBREC is answered with PUBREL, PUBCOMP with nothing",
    "500200115002001270020011",
    'control {"operation":5,"id":17} | control {"operation":5,"id":18} | control {"operation":7,"id":17} | > 6202001162020012',
  ),
  receive("SUBACK", "90050003000180", 'control {"operation":9,"id":3,"payload":[0,1,128]}'),
  receive("SUBACK without codes", "90020003", 'control {"operation":9,"id":3,"payload":[]}'),
  receive("UNSUBACK", "b0020004", 'control {"operation":11,"id":4}'),
  receive("PINGRESP", "d000", 'control {"operation":13}'),
  receive(
    "bytes that do not belong there",
    "40040001ffffb00300020a",
    'control {"operation":4,"id":1} | control {"operation":11,"id":2}',
  ),
  receive("operation 0", "0000", "error | closed"),
  receive("operation 15", "f000", "error | closed"),
  receive("a remaining length of five digits", "308080808001", "error | closed"),
  receive("an empty topic", "300300003131", "error | closed"),
  receive("a packet that only clients send", "820100", "error | closed"),
  receive("a bare packet that only clients send is told", "e000", 'control {"operation":14}'),
  receive("trap: an empty payload jams the parser", "3003000174d000300400017431", ""),
  receive("trap: an empty payload of QoS 1 is not acknowledged", "32050001740001d000", ""),
  {
    name: "receive: a jammed parser stays so",
    async run(bench) {
      bench.connect();
      bench.receive("3003000174");
      bench.receive("d000");
      bench.receive("40020001");
      await bench.settle();
      bench.note(`${bench.socket!.input.length} bytes unread`);
    },
    expected: "6 bytes unread",
  },
  {
    name: "receive: a payload in fragments",
    run(bench) {
      bench.connect();
      bench.receive("300c000174616263");
      bench.receive("6465");
      bench.receive("66676869d000");
    },
    expected:
      'readable 3 {"topic":"t","byteLength":9,"QoS":0,"more":true} | = 616263 | readable 2 {"more":true} | = 6465 | readable 4 {"more":false} | = 66676869 | control {"operation":13}',
  },
  {
    name: "receive: a payload longer than 16,383 bytes",
    run(bench) {
      let total = 0;
      bench.connect();
      bench.onReadable = (count) => {
        total += count;
        bench.client.read();
      };
      bench.receive("30a39c01000174");
      for (let i = 0; i < 20; i++) bench.receive("31".repeat(1000));
      bench.transcript.splice(1);
      bench.note(`${total}`);
    },
    expected: 'readable 1000 {"topic":"t","byteLength":20000,"QoS":0,"more":true} | 20000',
  },
  {
    name: "receive: the acknowledgement is queued with the last fragment, read or not",
    async run(bench) {
      bench.connect();
      bench.onReadable = undefined;
      bench.receive("3208000174000961");
      await bench.settle();
      bench.note("-");
      bench.read();
      bench.receive("6263");
      await bench.settle();
    },
    expected:
      'readable 1 {"topic":"t","byteLength":3,"QoS":1,"more":true} | - | = 61 | readable 2 {"more":false} | > 40020009',
  },
  {
    name: "receive: an acknowledgement waits for room, and onWritable with it",
    async run(bench) {
      bench.onWritable = () => {};
      bench.connect();
      bench.writable(3);
      bench.receive("3206000174000931");
      await bench.settle();
      bench.writable(3);
      bench.note("-");
      bench.writable(100);
    },
    expected:
      'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | - | > 40020009 | writable 88',
  },
  {
    name: "receive: onWritable is called when an acknowledgement has been sent",
    async run(bench) {
      bench.onWritable = () => {};
      bench.connect();
      bench.receive("3206000174000931");
      await bench.settle();
    },
    expected:
      'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | > 40020009 | writable 974',
  },
  {
    name: "receive: a session in one piece",
    async run(bench) {
      session(bench, SESSION);
      await bench.settle();
    },
    expected:
      'resolver dns | resolve broker | socket option name 192.0.2.1 1883 | > 100c00044d515454040200000000 | control {"operation":2,"returnCode":0} | control {"operation":9,"id":3,"payload":[0,1,128]} | 616263 | 6a6b | 6869 | control {"operation":6,"id":8} | control {"operation":4,"id":4660} | control {"operation":13} | > 400200075002000870020008',
  },
  {
    name: "receive: a session split in two at every byte, and in single bytes",
    async run(bench) {
      const whole = session(bench.another(), SESSION);
      const parts = [session(bench.another(), ...SESSION.match(/../g)!)];
      for (let at = 2; at < SESSION.length; at += 2)
        parts.push(session(bench.another(), SESSION.slice(0, at), SESSION.slice(at)));
      await bench.settle();
      for (let i = 0; i < parts.length; i++)
        if (`${parts[i]!.transcript}` !== `${whole.transcript}`)
          bench.note(`${i} differs: ${parts[i]!.transcript}`);
      bench.note(`${parts.length} compared`);
    },
    expected: "175 compared",
  },
  read(
    "all, by default",
    (bench) => bench.read(),
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 6162636465 | control {"operation":13} | -',
  ),
  read(
    "nothing: the parser waits for it",
    () => {},
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | - | = 6162636465 | control {"operation":13}',
  ),
  read(
    "in parts",
    (bench) => {
      bench.read(2);
      bench.read(1);
      bench.read(2);
    },
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 6162 | = 63 | = 6465 | control {"operation":13} | -',
  ),
  read(
    "less than there is: the rest is read later",
    (bench) => bench.read(2),
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 6162 | - | = 636465 | control {"operation":13}',
  ),
  read(
    "more than there is",
    (bench) => bench.read(100),
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 6162636465 | control {"operation":13} | -',
  ),
  read(
    "when everything has been read",
    (bench) => {
      bench.read();
      bench.read(1);
      bench.read();
    },
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 6162636465 | ! Error invalid | control {"operation":13} | -',
  ),
  read(
    "into a buffer: the count is returned",
    (bench) => {
      const buffer = new Uint8Array(5);
      bench.read(buffer);
      bench.note(hex(buffer));
    },
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 5 | 6162636465 | control {"operation":13} | -',
  ),
  read(
    "into a larger ArrayBuffer",
    (bench) => {
      const buffer = new ArrayBuffer(8);
      bench.read(buffer);
      bench.note(hex(new Uint8Array(buffer)));
    },
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 5 | 6162636465000000 | control {"operation":13} | -',
  ),
  read(
    "into a larger part of a buffer",
    (bench) => {
      const buffer = new Uint8Array(10);
      bench.read(buffer.subarray(1, 4));
      bench.read(buffer.subarray(4, 9));
      bench.note(hex(buffer));
    },
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | = 3 | = 2 | 00616263646500000000 | control {"operation":13} | -',
  ),
  read(
    "into a buffer of words",
    (bench) => bench.read(new Uint16Array(2)),
    'readable 5 {"topic":"t","byteLength":5,"QoS":0,"more":false} | ! Error invalid buffer | - | = 6162636465 | control {"operation":13}',
  ),
  {
    name: "read: input waits for the payload before it",
    async run(bench) {
      bench.connect();
      bench.onReadable = undefined;
      bench.receive("30050001746162");
      bench.receive("d000");
      await bench.settle();
      bench.note("-");
      bench.read();
      bench.note("not yet");
      await bench.settle();
    },
    expected:
      'readable 2 {"topic":"t","byteLength":2,"QoS":0,"more":false} | - | = 6162 | not yet | control {"operation":13}',
  },
  {
    name: "read: outside of a PUBLISH, before the socket is there, after close",
    run(bench) {
      bench.make();
      bench.read(1);
      bench.read();
      bench.resolve();
      bench.writable();
      bench.receive(CONNACK);
      bench.read(1);
      bench.read();
      bench.client.close();
      bench.read(1);
      bench.read();
    },
    expected:
      'resolver dns | resolve broker | ! TypeError | socket option name 192.0.2.1 1883 | > 100c00044d515454040200000000 | control {"operation":2,"returnCode":0} | closed | ! TypeError',
  },
];
