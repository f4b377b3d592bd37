/** From the constructor to CONNACK. */
import { bytes, type Case, CONNACK } from "./bench";

const message = (text: string): ArrayBuffer => ArrayBuffer.fromString(text);

/** A case about the bytes of CONNECT [MQTT 3.1.1, 3.1]. */
function connect(name: string, options: object, expected: string): Case {
  return {
    name: `CONNECT: ${name}`,
    run(bench) {
      bench.make(options);
      bench.resolve();
      bench.transcript.length = 0;
      bench.writable();
    },
    expected,
  };
}

export const connecting: Case[] = [
  {
    name: "the resolver is asked at once, the socket made with its answer",
    run: (bench) => {
      bench.make();
      bench.note("-");
      bench.resolve();
    },
    expected: "resolver dns | resolve broker | - | socket option name 192.0.2.1 1883",
  },
  {
    name: "a port of one's own",
    run: (bench) => {
      bench.make({ port: 8883 });
      bench.resolve();
    },
    expected: "resolver dns | resolve broker | socket option name 192.0.2.1 8883",
  },
  {
    name: "no host",
    run: (bench) => bench.attempt(() => bench.make({ host: "" })),
    expected: "! Error host required",
  },
  {
    name: "format: only buffer",
    run(bench) {
      bench.attempt(() => bench.make({ format: "number" }));
      bench.make({ format: "buffer" });
      bench.note(bench.client.format);
      bench.attempt(() => {
        bench.client.format = "number";
      });
    },
    expected: "! RangeError | resolver dns | resolve broker | buffer | ! RangeError",
  },
  {
    name: "target is kept, and absent when not given",
    run(bench) {
      bench.make({ target: 7 });
      bench.note(`${bench.client.target}`);
      bench.make();
      bench.note(`${"target" in bench.client}`);
    },
    expected: "resolver dns | resolve broker | 7 | resolver dns | resolve broker | false",
  },
  {
    name: "options are copied: a later change has no effect",
    run(bench) {
      const options = { id: "a", onError: () => bench.note("the first") };
      bench.make(options);
      options.onError = () => bench.note("the second");
      bench.resolution!.onError();
    },
    expected: "resolver dns | resolve broker | the first",
  },
  {
    name: "the resolver fails",
    run(bench) {
      bench.make();
      bench.resolution!.onError();
      bench.write(bytes("00"), { topic: "t" });
    },
    expected: "resolver dns | resolve broker | error | ! TypeError",
  },
  {
    name: "the socket cannot be made",
    run(bench) {
      bench.refusing = true;
      bench.make();
      bench.resolve();
    },
    expected: "resolver dns | resolve broker | error",
  },
  connect("nothing given", {}, "> 100c00044d515454040200000000"),
  connect("id", { id: "vigia" }, "> 101100044d5154540402000000057669676961"),
  connect("id in UTF-8", { id: "ñ" }, "> 100e00044d515454040200000002c3b1"),
  connect("clean session off", { id: "a", clean: false }, "> 100d00044d51545404000000000161"),
  connect("user", { id: "a", user: "u" }, "> 101000044d51545404820000000161000175"),
  connect(
    "user and password",
    { id: "a", user: "u", password: "pw" },
    "> 101400044d51545404c2000000016100017500027077",
  ),
  connect(
    "password as a buffer",
    { id: "a", user: "u", password: message("pw") },
    "> 101400044d51545404c2000000016100017500027077",
  ),
  connect(
    "empty user and password are none",
    { id: "a", user: "", password: "" },
    "> 100d00044d51545404020000000161",
  ),
  connect(
    "will",
    { id: "a", will: { topic: "w", message: "off" } },
    "> 101500044d5154540406000000016100017700036f6666",
  ),
  connect(
    "retained will of QoS 1",
    { id: "a", will: { topic: "w", message: "x", QoS: 1, retain: true } },
    "> 101300044d515454042e0000000161000177000178",
  ),
  connect(
    "will of QoS 2 as a buffer",
    { id: "a", will: { topic: "w", message: message("x"), QoS: 2 } },
    "> 101300044d51545404160000000161000177000178",
  ),
  connect(
    "empty will",
    { id: "a", will: { topic: "w", message: "" } },
    "> 101200044d515454040600000001610001770000",
  ),
  connect(
    "trap: a will without message leaves its topic there",
    { id: "a", will: { topic: "w", QoS: 1 } },
    "> 101000044d515454040a0000000161000177",
  ),
  connect(
    "trap: a Uint8Array is sent as its text",
    { id: "a", will: { topic: "w", message: bytes("0102") } },
    "> 101500044d515454040600000001610001770003312c32",
  ),
  connect(
    "everything, remaining length of two digits",
    {
      id: "an id of some length that makes the packet long",
      clean: false,
      user: "a user of some length",
      password: "a password of some length",
      will: { topic: "a/topic/of/some/length", message: "a message of some length", QoS: 2, retain: true },
    },
    "> 109f0100044d51545404f40000002f616e206964206f6620736f6d65206c656e6774682074686174206d616b657320746865207061636b6574206c6f6e670016612f746f7069632f6f662f736f6d652f6c656e677468001861206d657373616765206f6620736f6d65206c656e6774680015612075736572206f6620736f6d65206c656e6774680019612070617373776f7264206f6620736f6d65206c656e677468",
  ),
  connect("keepAlive in milliseconds", { keepAlive: 60_000 }, "> 100c00044d5154540402003c0000"),
  connect("keepAlive is rounded up to seconds", { keepAlive: 60 }, "> 100c00044d515454040200010000"),
  connect("keepAlive over 255 seconds", { keepAlive: 300_001 }, "> 100c00044d5154540402012d0000"),
  connect("keepalive, as it was once spelt", { keepalive: 5000 }, "> 100c00044d515454040200050000"),
  {
    name: "CONNECT is sent once, and nothing before CONNACK",
    run(bench) {
      bench.onWritable = () => {};
      bench.open();
      bench.transcript.length = 0;
      bench.writable();
      bench.writable();
    },
    expected: "",
  },
  {
    name: "write before the socket is there, before CONNECT, before CONNACK",
    run(bench) {
      bench.make();
      bench.write(bytes("00"), { topic: "t" });
      bench.resolve();
      bench.write(bytes("00"), { topic: "t" });
      bench.writable();
      bench.write(bytes("00"), { topic: "t" });
      bench.write(null, { operation: 12 });
    },
    expected:
      "resolver dns | resolve broker | ! TypeError | socket option name 192.0.2.1 1883 | ! Error | > 100c00044d515454040200000000 | ! Error | ! TypeError",
  },
  {
    name: "CONNACK: onControl, then onWritable less eight bytes",
    run(bench) {
      bench.onWritable = () => {};
      bench.open();
      bench.transcript.length = 0;
      bench.receive(CONNACK);
    },
    expected: 'control {"operation":2,"returnCode":0} | writable 978',
  },
  {
    name: "CONNACK: no onWritable with eight bytes or fewer",
    run(bench) {
      bench.onWritable = () => {};
      bench.open();
      bench.writable(8);
      bench.transcript.length = 0;
      bench.receive(CONNACK);
      bench.writable(8);
      bench.writable(9);
    },
    expected: 'control {"operation":2,"returnCode":0} | writable 1',
  },
  {
    name: "CONNACK: session present is not told",
    run(bench) {
      bench.open();
      bench.transcript.length = 0;
      bench.receive("20020100");
    },
    expected: 'control {"operation":2,"returnCode":0}',
  },
  {
    name: "CONNACK: a refusal is an error without its code",
    run(bench) {
      bench.open();
      bench.transcript.length = 0;
      bench.receive("20020005");
    },
    expected: "error | closed",
  },
  {
    name: "trap: bytes after a refusal are read from the closed socket",
    run(bench) {
      bench.open();
      bench.transcript.length = 0;
      bench.receive("20020005d0");
    },
    expected: "error | closed | ! SyntaxError",
  },
  {
    name: "CONNACK of a wrong length",
    run(bench) {
      bench.open();
      bench.transcript.length = 0;
      bench.receive("200300");
    },
    expected: "error | closed",
  },
  {
    name: "write in onControl of CONNACK",
    run(bench) {
      bench.onControl = () => bench.write(bytes("31"), { topic: "t" });
      bench.onWritable = () => {};
      bench.open();
      bench.transcript.length = 0;
      bench.receive(CONNACK);
    },
    expected: 'control {"operation":2,"returnCode":0} | > 300400017431 | = 972 | writable 972',
  },
  {
    name: "30 s without a connection",
    lasts: 31_000,
    async run(bench) {
      bench.make();
      bench.resolve();
      await bench.wait(29_800);
      bench.note("-");
      await bench.wait(500);
    },
    expected: "resolver dns | resolve broker | socket option name 192.0.2.1 1883 | - | error | closed",
  },
];
