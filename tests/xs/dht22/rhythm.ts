/** The driver's times, wherever the tick counter stands: power-up, rest, rhythm, retries. */
import Random from "../support/random";
import { report, same } from "../support/report";
import { type Answer, Bench, type Broken, broken, wait } from "./bench";

/** AM2302 data sheet: not in the first 2 s, not more often than every 2 s. */
const Rest = 2000;

/** @param hours that the longest case lasts */
export default async function rhythm(hours: number): Promise<void> {
  await Promise.all([
    firstStart(),
    everyInterval(),
    retries(),
    overrun(),
    failures(hours),
    laterConfigured(),
  ]);
}

async function firstStart(): Promise<void> {
  const bench = new Bench();
  bench.driver.configure({ interval: 10_000 });
  await wait(60_000);
  bench.driver.close();
  const [first = 0] = bench.starts;
  report("the sensor is let alone for 2 s after power-up", first >= Rest && first <= 2200, `${first} ms`);
  same("a start pulse of 1.1 ms and a window of 12 ms", bench.pulses, "1100 us, 12 ms");
}

async function everyInterval(): Promise<void> {
  const bench = new Bench();
  bench.driver.configure({ interval: 10_000 });
  await wait(600_000 + 5000);
  bench.driver.close();
  const late = bench.starts.slice(1).map((at, i) => at - 10_000 * (i + 1));
  same("60 intervals of 10 s without drift", [late.length, Math.min(...late), Math.max(...late)], [60, 0, 0]);
  same("a sample for each", bench.samples.length, 61);
}

async function retries(): Promise<void> {
  const bench = new Bench();
  bench.answers = ["no-response", "checksum", "truncated"];
  bench.driver.configure({ interval: 20_000 });
  await wait(15_000);
  same("a failed reading is retried twice", bench.starts.length, 3);
  same("and told once, with the last error", bench.errors, ["truncated"]);
  report("each retry keeps the sensor's rest", bench.least >= Rest, `${bench.least} ms`);
  await wait(10_000);
  same("then the rhythm goes on", bench.starts[3], 20_000);
  bench.answers = ["timing", "out-of-range"];
  await wait(20_000);
  same("a retry that succeeds is a sample and no error", [bench.samples.length, bench.errors.length], [2, 1]);
  same("every failed frame is counted", bench.driver.errors, {
    "no-response": 1,
    truncated: 1,
    checksum: 1,
    timing: 1,
    "out-of-range": 1,
    "not-started": 0,
  });
  bench.driver.close();
}

/** Three tries of one reading take longer than its interval: the turns in that time are left out. */
async function overrun(): Promise<void> {
  const bench = new Bench();
  bench.answers = ["timing", "timing", "timing"];
  bench.driver.configure({ interval: 5000 });
  await wait(21_000);
  bench.driver.close();
  same("retries that overrun the interval leave out a turn", bench.starts.slice(3), [10_000, 15_000, 20_000]);
}

const kinds = Object.keys(broken) as Broken[];

async function failures(hours: number): Promise<void> {
  const random = new Random(7);
  const bench = new Bench();
  const intervals = [2000, 2020, 3000, 5000, 7001];
  bench.driver.configure({ interval: intervals[0]! });
  for (let i = 0; i < hours * 12; i++) {
    bench.answers = Array.from(
      { length: 20 },
      (): Answer => (random.below(3) ? "-" : random.below(10) ? kinds[random.below(kinds.length)]! : "!"),
    );
    await wait(300_000);
    bench.driver.configure({ interval: intervals[random.below(intervals.length)]! });
  }
  bench.driver.close();
  report(
    `2 s between any two starts in ${hours} h of failures and changes`,
    bench.least >= Rest,
    `${bench.least} ms`,
  );
  report("and the sensor is still being read", bench.starts.length > hours * 500, `${bench.starts.length}`);
}

async function laterConfigured(): Promise<void> {
  const bench = new Bench();
  await wait(100_000);
  same("nothing is read before it is configured", bench.starts, []);
  bench.driver.configure({ interval: 5000 });
  await wait(20_001);
  bench.driver.close();
  same("a sensor that is awake is read at once", bench.starts, [100_000, 105_000, 110_000, 115_000, 120_000]);
}
