/**
 * The contract of `embedded:network/mqtt/client`, in named cases that run on XS against any class: the stand-in
 * and the SDK's own. What is expected is what the SDK 8.2.3 does, its traps included.
 *
 * The cases in which time passes run side by side, so that the whole takes six seconds of the machine's clock.
 */
import { Bench, type Case, type ClientClass } from "./bench";
import { connecting } from "./connecting";
import { ending } from "./ending";
import { keepAlive } from "./keep-alive";
import { receiving } from "./receiving";
import { writing } from "./writing";

const CASES: readonly Case[] = [...connecting, ...writing, ...receiving, ...keepAlive, ...ending];

export type Report = (name: string, ok: boolean, detail: string) => void;

/**
 * @param report called once for each case; `detail` is the transcript of a case that failed.
 * @param patience milliseconds: a case that lasts longer is left out. Where the clock costs nothing, let it be
 * 60,000, and the limit of 30 s for a connection is tried as well.
 */
export function contract(MQTTClient: ClientClass, report: Report, done: () => void, patience = 8000): void {
  run(MQTTClient, report, patience).then(done);
}

async function run(MQTTClient: ClientClass, report: Report, patience: number): Promise<void> {
  const cases = CASES.filter(({ lasts = 0 }) => lasts <= patience);
  for (const each of cases) if (!each.lasts) await runCase(MQTTClient, each, report);
  await Promise.all(cases.filter(({ lasts }) => lasts).map((each) => runCase(MQTTClient, each, report)));
}

async function runCase(
  MQTTClient: ClientClass,
  { name, run, expected }: Case,
  report: Report,
): Promise<void> {
  const bench = new Bench(MQTTClient);
  try {
    await run(bench);
  } catch (error) {
    bench.note(`the case threw ${error}`);
  }
  const transcript = bench.transcript.join(" | ");
  report(name, transcript === expected, transcript === expected ? "" : transcript);
}
