/** sensors/dht22.ts: its times, and what it tells of whom. */
import { Bench, wait } from "./dht22/bench";
import rhythm from "./dht22/rhythm";
import { doneAfter, report, same } from "./support/report";

async function refusesIntervals(): Promise<void> {
  const bench = new Bench();
  const bad: unknown[] = [1999, 0, -5000, 86_400_001, Number.NaN, Infinity, -Infinity, 2000.5, null, "x", {}];
  for (const interval of bad) {
    let thrown = "nothing";
    try {
      bench.driver.configure({ interval: interval as number });
    } catch (error) {
      thrown = `${(error as Error).name}: ${(error as Error).message}`;
    }
    same(
      `an interval of ${String(interval)} is refused`,
      thrown,
      "RangeError: interval: 2000 to 86400000 ms",
    );
  }
  bench.driver.configure({});
  await wait(10_000);
  same("and starts nothing", bench.starts, []);
  bench.driver.configure({ interval: 86_400_000 });
  await wait(2.5 * 86_400_000);
  same("a day is an interval", bench.starts.length, 3);
  bench.driver.close();
}

function throwsWhatTheCaptureThrows(): void {
  try {
    new Bench({ sensor: { io: refusing, pin: 15 } });
    report("an io that throws is not hidden", false);
  } catch (error) {
    same("an io that throws is not hidden", (error as Error).message, "in use");
  }
}

class refusing {
  constructor() {
    throw new Error("in use");
  }
  start(): void {}
  close(): void {}
}

async function gives(): Promise<void> {
  const bench = new Bench();
  same("no sample before the first", bench.driver.sample(), undefined);
  bench.driver.configure({ interval: 5000 });
  await wait(6000);
  same("a compound of thermometer and hygrometer", bench.samples, ["0.1 40", "0.2 40"]);
  bench.leaves = true;
  await wait(15_000);
  bench.take();
  bench.take();
  same("the newest sample, once", bench.samples.slice(2), ["0.5 40", "none"]);
  bench.always = "checksum";
  await wait(30_000);
  bench.take();
  same("a failed reading is no sample", bench.samples.slice(4), ["none"]);
  bench.driver.close();
}

async function tellsOnceACycle(): Promise<void> {
  const bench = new Bench();
  bench.always = "no-response";
  bench.driver.configure({ interval: 60_000 });
  await wait(3_599_000);
  bench.driver.close();
  same("an error a cycle, and three starts", [bench.errors.length, bench.starts.length], [60, 180]);
  same("no sample of a sensor that is not there", bench.samples, []);
}

async function bearsCapturesThatDoNotStart(): Promise<void> {
  const bench = new Bench();
  bench.always = "!";
  bench.driver.configure({ interval: 10_000 });
  await wait(100_000);
  same("a capture that does not start is not the sensor's error", bench.errors, []);
  report("it is tried again, with rests", bench.starts.length > 20 && bench.least >= 2000, `${bench.least}`);
  bench.always = "-";
  await wait(20_000);
  report("and the sensor is read when it can be", bench.samples.length > 0);
  bench.driver.close();
}

async function closes(): Promise<void> {
  const idle = new Bench();
  idle.driver.close();
  idle.driver.close();
  same("closed before it was configured", [idle.closed, idle.starts.length], [true, 0]);
  const waiting = new Bench();
  waiting.driver.configure({ interval: 5000 });
  await wait(1000);
  waiting.driver.close();
  const flying = new Bench();
  flying.driver.configure({ interval: 5000 });
  while (!flying.starts.length) await wait(1);
  flying.driver.close();
  const retrying = new Bench();
  retrying.always = "checksum";
  retrying.driver.configure({ interval: 5000 });
  await wait(3000);
  retrying.driver.close();
  const inside = new Bench({
    onSample() {
      this.close();
    },
  });
  inside.driver.configure({ interval: 5000 });
  const failing = new Bench({
    onError() {
      this.close();
    },
  });
  failing.always = "timing";
  failing.driver.configure({ interval: 5000 });
  await wait(60_000);
  same("closed while it waits", waiting.starts.length, 0);
  same("closed in flight", [flying.starts.length, flying.samples.length], [1, 0]);
  same("closed before a retry", [retrying.starts.length, retrying.errors.length], [1, 0]);
  same("closed in onSample", inside.starts.length, 1);
  same("closed in onError", failing.starts.length, 3);
  let thrown = "nothing";
  try {
    flying.driver.configure({ interval: 5000 });
  } catch (error) {
    thrown = (error as Error).message;
  }
  same("a closed driver is not configured", thrown, "closed");
}

async function changesTheInterval(): Promise<void> {
  const bench = new Bench();
  bench.driver.configure({ interval: 3_600_000 });
  await wait(10_000);
  bench.driver.configure({ interval: 5000 });
  await wait(15_001);
  same("a shorter interval holds from the next reading on", bench.starts.slice(1), [15_000, 20_000, 25_000]);
  bench.onCaptured = () => bench.driver.configure({ interval: 9000 });
  await wait(30_000);
  report("also when it is changed in a callback", bench.least >= 2000 && !bench.closed, `${bench.least} ms`);
  const gaps = bench.starts.slice(-2);
  same("and the longer one holds then", gaps[1]! - gaps[0]!, 9000);
  bench.driver.close();
}

throwsWhatTheCaptureThrows();
doneAfter(
  Promise.all([
    rhythm(10),
    refusesIntervals(),
    gives(),
    tellsOnceACycle(),
    bearsCapturesThatDoNotStart(),
    closes(),
    changesTheInterval(),
  ]),
);
