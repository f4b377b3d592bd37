/**
 * Keep-alive [MQTT 3.1.1, 3.1.2.10]. The client looks four times an interval; how exactly the timers run decides
 * which of two looks finds a ping due, so the cases look between them.
 */
import { type Bench, bytes, type Case, CONNACK } from "./bench";

const PINGREQ = "> c000";
const PINGRESP = "d000";

/** Notes how many pings have been sent, and whether the client has given up. */
function look(bench: Bench): void {
  const pings = bench.transcript.filter((line) => line.startsWith("> ") && line.endsWith("c000")).length;
  bench.note(`${pings} pings${bench.transcript.includes("closed") ? ", closed" : ""}`);
}

/** Answers each ping, for so many milliseconds. */
async function answer(bench: Bench, milliseconds: number): Promise<void> {
  let answered = bench.count(PINGREQ);
  for (let time = 0; time < milliseconds; time += 50) {
    await bench.wait(50);
    for (; answered < bench.count(PINGREQ); answered++) bench.receive(PINGRESP);
  }
}

/** Keeps the lines of `look`, which is what a case is about. */
function looks(bench: Bench): void {
  const lines = bench.transcript.filter((line) => line.includes("pings"));
  bench.transcript.splice(0, bench.transcript.length, ...lines);
}

export const keepAlive: Case[] = [
  {
    name: "keep-alive: a ping when three quarters of the interval have passed",
    lasts: 5100,
    async run(bench) {
      bench.connect({ keepAlive: 3000 });
      await answer(bench, 2000);
      look(bench);
      await answer(bench, 700);
      look(bench);
      await answer(bench, 2300);
      look(bench);
      looks(bench);
    },
    expected: "0 pings | 1 pings | 2 pings",
  },
  {
    name: "keep-alive: 0 is none",
    lasts: 1600,
    async run(bench) {
      bench.connect({ keepAlive: 0 });
      await bench.wait(1600);
      look(bench);
    },
    expected: "0 pings",
  },
  {
    name: "keep-alive: publishing does not put a ping off",
    lasts: 2800,
    async run(bench) {
      bench.connect({ keepAlive: 3000 });
      for (let i = 0; i < 10; i++) {
        await bench.wait(200);
        bench.write(bytes("31"), { topic: "t" });
      }
      await bench.wait(750);
      look(bench);
      looks(bench);
    },
    expected: "1 pings",
  },
  {
    name: "keep-alive: a PINGREQ of the application's does",
    lasts: 3500,
    async run(bench) {
      bench.connect({ keepAlive: 3000 });
      await bench.wait(1000);
      bench.write(null, { operation: 12 });
      await bench.wait(1700);
      look(bench);
      await bench.wait(700);
      look(bench);
      looks(bench);
    },
    expected: "1 pings | 2 pings",
  },
  {
    name: "keep-alive: no PINGRESP for one and a half intervals",
    lasts: 2200,
    async run(bench) {
      bench.connect({ keepAlive: 1000 });
      await bench.wait(1300);
      bench.note("-");
      await bench.wait(800);
      const rest = bench.transcript.filter((line) => !line.startsWith(PINGREQ));
      bench.transcript.splice(0, bench.transcript.length, ...rest);
    },
    expected: "- | error | closed",
  },
  {
    name: "keep-alive: other packets do not stand for a PINGRESP",
    lasts: 2200,
    async run(bench) {
      bench.connect({ keepAlive: 1000 });
      for (let i = 0; i < 20 && !bench.count("closed"); i++) {
        await bench.wait(100);
        if (!bench.count("closed")) bench.receive("300400017431");
      }
      bench.note(`${bench.count("closed")} closed`);
      bench.transcript.splice(0, bench.transcript.length - 1);
    },
    expected: "1 closed",
  },
  {
    name: "keep-alive: a PINGRESP that nobody asked for counts",
    lasts: 2600,
    async run(bench) {
      bench.connect({ keepAlive: 1000 });
      for (let i = 0; i < 5; i++) {
        await bench.wait(500);
        bench.receive(PINGRESP);
      }
      bench.note(`${bench.count("closed")} closed`);
      bench.transcript.splice(0, bench.transcript.length - 1);
    },
    expected: "0 closed",
  },
  {
    name: "keep-alive: without CONNACK it gives up after one interval",
    lasts: 3600,
    async run(bench) {
      bench.open({ keepAlive: 3000 });
      bench.transcript.length = 0;
      await bench.wait(2700);
      bench.note("-");
      await bench.wait(800);
    },
    expected: "- | error | closed",
  },
  {
    name: "keep-alive: without room for a ping it gives up after one interval",
    lasts: 3600,
    async run(bench) {
      bench.connect({ keepAlive: 3000 });
      bench.writable(1);
      await bench.wait(2700);
      bench.note("-");
      await bench.wait(800);
    },
    expected: "- | error | closed",
  },
  {
    name: "keep-alive: the room that a ping waits for",
    lasts: 2900,
    async run(bench) {
      bench.connect({ keepAlive: 3000 });
      bench.writable(1);
      await bench.wait(2600);
      bench.note("-");
      bench.writable(2);
    },
    expected: "- | > c000",
  },
  {
    name: "keep-alive: none after close",
    lasts: 1600,
    async run(bench) {
      bench.open({ keepAlive: 1000 });
      bench.receive(CONNACK);
      bench.transcript.length = 0;
      bench.client.close();
      await bench.wait(1600);
    },
    expected: "closed",
  },
];
