/** Errors, `close`, and what an exception in a callback leaves behind. */
import { bytes, type Case, CONNACK } from "./bench";

/** Collects what is traced while `action` runs. */
function traced(action: () => void): string {
  const machine = globalThis as unknown as { trace: unknown };
  const { trace } = machine;
  let text = "";
  machine.trace = (...words: unknown[]) => {
    text += words.join("");
  };
  try {
    action();
  } finally {
    machine.trace = trace;
  }
  return text;
}

export const ending: Case[] = [
  {
    name: "an error is traced",
    run(bench) {
      bench.connect();
      bench.note(traced(() => bench.socket!.options.onError()).trim());
      const told = bench.another();
      told.connect();
      bench.note(traced(() => told.socket!.options.onError("cable")).trim());
      const wrong = bench.another();
      wrong.connect();
      bench.note(traced(() => wrong.receive("0000")).trim());
    },
    expected:
      "error | closed | mqttClient error: unknown | mqttClient error: cable | mqttClient error: invalid operation",
  },
  {
    name: "an error of the socket's: onError without a reason, then closed",
    run(bench) {
      bench.connect();
      bench.socket!.options.onError("cable");
      bench.write(bytes("31"), { topic: "t" });
    },
    expected: "error | closed | ! TypeError",
  },
  {
    name: "an error before CONNACK",
    run(bench) {
      bench.open();
      bench.transcript.length = 0;
      bench.socket!.options.onError();
    },
    expected: "error | closed",
  },
  {
    name: "onError may write, and may close",
    run(bench) {
      bench.onError = () => {
        bench.write(bytes("31"), { topic: "t" });
        bench.client.close();
      };
      bench.connect();
      bench.socket!.options.onError();
    },
    expected: "error | > 300400017431 | = 972 | closed",
  },
  {
    name: "close: no DISCONNECT, no callback, and again",
    async run(bench) {
      bench.connect();
      bench.client.close();
      bench.client.close();
      await bench.settle();
    },
    expected: "closed",
  },
  {
    name: "close: DISCONNECT written before it",
    run(bench) {
      bench.connect();
      bench.write(null, { operation: 14 });
      bench.client.close();
    },
    expected: "> e000 | = 976 | closed",
  },
  {
    name: "close: write after it",
    run(bench) {
      bench.connect();
      bench.client.close();
      bench.write(bytes("31"), { topic: "t" });
      bench.write(null, { operation: 12 });
    },
    expected: "closed | ! TypeError | ! TypeError",
  },
  {
    name: "close: an acknowledgement that waits is not sent",
    async run(bench) {
      bench.connect();
      bench.receive("3206000174000931");
      bench.client.close();
      await bench.settle();
    },
    expected: 'readable 1 {"topic":"t","byteLength":1,"QoS":1,"more":false} | = 31 | closed',
  },
  {
    name: "close: between a payload's reading and what follows it",
    async run(bench) {
      bench.connect();
      bench.onReadable = undefined;
      bench.receive("300400017431d000");
      bench.read();
      bench.client.close();
      await bench.settle();
    },
    expected: 'readable 1 {"topic":"t","byteLength":1,"QoS":0,"more":false} | = 31 | closed',
  },
  {
    name: "trap: close before the resolver has answered",
    run(bench) {
      bench.make();
      bench.client.close();
      bench.resolve();
    },
    expected: "resolver dns | resolve broker | ! TypeError",
  },
  {
    name: "trap: close before the resolver has failed",
    run(bench) {
      bench.make();
      bench.client.close();
      bench.attempt(() => bench.resolution!.onError());
    },
    expected: "resolver dns | resolve broker | ! TypeError",
  },
  {
    name: "close: before the socket is connected",
    run(bench) {
      bench.make();
      bench.resolve();
      bench.client.close();
    },
    expected: "resolver dns | resolve broker | socket option name 192.0.2.1 1883 | closed",
  },
  {
    name: "trap: close in onReadable touches the closed socket",
    run(bench) {
      bench.connect();
      bench.onReadable = () => {
        bench.read();
        bench.client.close();
      };
      bench.receive("300400017431");
    },
    expected: 'readable 1 {"topic":"t","byteLength":1,"QoS":0,"more":false} | = 31 | closed | ! SyntaxError',
  },
  {
    name: "close: in onControl, with bytes to come",
    run(bench) {
      bench.connect();
      bench.onControl = () => bench.client.close();
      bench.receive("d000d000");
    },
    expected: 'control {"operation":13} | closed',
  },
  {
    name: "close: in onControl of CONNACK, before onWritable",
    run(bench) {
      bench.onWritable = () => {};
      bench.onControl = () => bench.client.close();
      bench.open();
      bench.transcript.length = 0;
      bench.receive(`${CONNACK}d000`);
    },
    expected: 'control {"operation":2,"returnCode":0} | closed',
  },
  {
    name: "close: in onWritable, after CONNACK and later",
    run(bench) {
      bench.onWritable = () => bench.client.close();
      bench.open();
      bench.transcript.length = 0;
      bench.receive(`${CONNACK}d000`);
      const later = bench.another();
      later.connect();
      later.onWritable = () => later.client.close();
      later.writable();
      bench.note(`${later.transcript}`);
    },
    expected: 'control {"operation":2,"returnCode":0} | writable 978 | closed | writable 978,closed',
  },
  {
    name: "trap: an exception in onReadable breaks the parser",
    run(bench) {
      bench.connect();
      bench.onReadable = () => {
        bench.read();
        throw new RangeError("of the application's");
      };
      bench.receive("300400017431");
      bench.receive("d000");
      bench.write(bytes("31"), { topic: "t" });
    },
    expected:
      'readable 1 {"topic":"t","byteLength":1,"QoS":0,"more":false} | = 31 | ! RangeError | ! TypeError | > 300400017431 | = 972',
  },
  {
    name: "trap: an exception in onControl breaks the parser",
    run(bench) {
      bench.connect();
      bench.onControl = () => {
        throw new RangeError("of the application's");
      };
      bench.receive("d000");
      bench.receive("d000");
    },
    expected: 'control {"operation":13} | ! RangeError | ! TypeError',
  },
  {
    name: "nothing is sent again",
    async run(bench) {
      bench.connect();
      bench.write(bytes("31"), { topic: "t", QoS: 1, id: 1 });
      await bench.settle();
      bench.writable();
      await bench.settle();
    },
    expected: "> 3206000174000131 | = 970",
  },
];
