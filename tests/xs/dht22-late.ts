/** A DHT22 that is configured for the first time weeks after it was made: ticks have come half round by then. */
import Time from "time";
import Timer from "timer";
import DHT22, { type Capture } from "../../sensors/dht22";
import { doneAfter, same } from "./support/report";

const Day = 86_400_000;
const wait = (ms: number) => new Promise<void>((resolve) => Timer.set(() => resolve(), ms));

async function configuredAfter(days: number): Promise<void> {
  let startedAt: number | undefined;
  class Idle implements Capture {
    start(): void {
      startedAt ??= Time.ticks;
    }
    close(): void {}
  }
  const driver = new DHT22({ sensor: { io: Idle, pin: 1 } });
  for (let day = 0; day < days; day += 5) await wait(5 * Day);
  const configuredAt = Time.ticks;
  driver.configure({ interval: Day });
  await wait(10_000);
  driver.close();
  same(
    `configured after ${days} days, it reads at once`,
    startedAt === undefined ? "never" : Time.delta(configuredAt, startedAt),
    0,
  );
}

async function all(): Promise<void> {
  for (const days of [20, 25, 30, 45, 50]) await configuredAfter(days);
}

doneAfter(all());
