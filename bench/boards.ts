/**
 * How many boards one machine bears in real time: each in the world of the clock, with its own DHT22 and button, on
 * real sockets at one real broker, where an independent subscriber counts what comes. Runs only when it is named.
 */
import { loadavg } from "node:os";
import { buildEngine } from "../simulator/engine/build.ts";
import type { BrokerAccess } from "../tools/lib/broker-address.ts";
import { subscribe } from "../tools/lib/subscriber.ts";
import { type BenchBroker, startBenchBroker } from "./boards/broker.ts";
import type { Report, Setting } from "./boards/messages.ts";
import { everyTopic } from "./boards/names.ts";
import { demandOpenFiles, machineTime, processorTime } from "./boards/system.ts";
import { type Losses, Tally } from "./boards/tally.ts";
import { Workers } from "./boards/workers.ts";
import { type Figure, type Group, quantile } from "./figure.ts";

export interface BoardsOptions {
  readonly boards: number;
  /** Of the measurement. */
  readonly seconds: number;
}

/** The machine that the figure is for has so many, and a process of boards for each. */
const processors = 2;
/** Milliseconds between two boards' power-ups, of all workers. */
const gap = 20;
/** The sensor's rest makes an interval of 2 s this long. */
const interval = 2.02;
/** Files that a process opens beside its connections. */
const otherFiles = 100;
/** Milliseconds in which what was sent last comes to the subscriber. */
const patience = 10_000;

interface Measured {
  readonly broker: string;
  /** Seconds from the workers' start to the last board's connection. */
  readonly start: number;
  /** Seconds of the measurement, and readings that came in it. */
  readonly length: number;
  readonly readings: number;
  /** Seconds of the processor in it. */
  readonly brokerTime: number | undefined;
  readonly subscriberTime: number;
  /** What part of it all processors were busy, with other programs' work too. */
  readonly busy: number;
  readonly reports: readonly Report[];
  readonly losses: Losses;
}

function settings(engine: string, { host, port }: BrokerAccess, boards: number): Setting[] {
  const workers = Math.min(processors, boards);
  const numbers = Array.from({ length: boards }, (_, board) => board);
  return Array.from({ length: workers }, (_, worker) => ({
    engine,
    host,
    port,
    boards: numbers.filter((board) => board % workers === worker),
    gap: gap * workers,
    delay: gap * worker,
  }));
}

const access = ({ host, port }: BenchBroker): BrokerAccess => ({
  host,
  port,
  secure: false,
  ca: "",
  user: "",
  password: "",
});

function ownTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** What was not heard yet may be on its way. */
async function settled(tally: Tally, reports: readonly Report[]): Promise<Losses> {
  const deeds = reports.flatMap((report) => report.deeds);
  const until = performance.now() + patience;
  for (;;) {
    const losses = tally.losses(deeds);
    if (losses.lostReadings + losses.lostPresses === 0 || performance.now() > until) return losses;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function measure({ boards, seconds }: BoardsOptions): Promise<Measured> {
  demandOpenFiles(boards + otherFiles);
  const engine = await buildEngine(undefined, "in-process");
  const closers: (() => void | Promise<void>)[] = [];
  try {
    const broker = await startBenchBroker();
    closers.push(() => broker.close());
    const tally = new Tally();
    const subscriber = await subscribe(access(broker), everyTopic, ({ topic, payload }) =>
      tally.hear(topic, payload.toString()),
    );
    closers.push(() => subscriber.close());

    const started = performance.now();
    const workers = new Workers(settings(engine, access(broker), boards));
    closers.push(() => workers.close());
    await workers.allConnected(boards, 60 + boards / 10);
    const start = (performance.now() - started) / 1000;
    // The last ones' first readings come; what their start has held up is made up for.
    await workers.pass(2 * interval);

    const from = performance.now();
    const before = {
      readings: tally.readings,
      broker: processorTime(broker.pid),
      own: ownTime(),
      machine: machineTime(),
    };
    workers.measure(seconds);
    await workers.pass(seconds);
    const length = (performance.now() - from) / 1000;
    const readings = tally.readings - before.readings;
    const brokerTime = processorTime(broker.pid);
    const subscriberTime = ownTime() - before.own;
    const machine = machineTime();
    const busy = machine.busy - before.machine.busy;
    const reports = await workers.stop();
    return {
      broker: broker.name,
      start,
      length,
      readings,
      brokerTime: brokerTime === undefined ? undefined : brokerTime - before.broker!,
      subscriberTime,
      busy: busy / (busy + machine.idle - before.machine.idle),
      reports,
      losses: await settled(tally, reports),
    };
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function figures(options: BoardsOptions, load: number, measured: Measured): Figure[] {
  const { broker, start, length, readings, brokerTime = 0, subscriberTime, busy, reports, losses } = measured;
  const { boards } = options;
  const deeds = reports.flatMap((report) => report.deeds);
  const lateness = reports.flatMap((report) => report.lateness);
  const boardsTime = sum(reports.map(({ processor }) => processor));
  const again = sum(deeds.map(({ connections }) => connections)) - boards;
  const restarts = sum(deeds.map((deed) => deed.restarts));
  const due = (boards / interval).toFixed(0);
  const late = `from due to done, of ${lateness.length} turns of the firmware`;
  return [
    {
      name: "boards",
      value: boards,
      unit: "boards",
      note: `in ${reports.length} processes, at one broker (${broker}); ${again} connected again, ${restarts} restarted`,
    },
    {
      name: "readings",
      value: readings / length,
      unit: "a second",
      wall: true,
      note: `that came to a subscriber in ${length.toFixed(0)} s, ${due} were due: an interval of 2 s is the sensor's rest, ${interval} s`,
    },
    {
      name: "readings lost",
      value: losses.lostReadings,
      unit: "readings",
      note: `of ${losses.readings} since power-up, QoS 0, board by board`,
    },
    {
      name: "presses lost",
      value: losses.lostPresses,
      unit: "presses",
      note: `of ${losses.presses}, two a board: acknowledged, and both of their messages heard (QoS 1)`,
    },
    {
      name: "processor",
      value: (100 * (boardsTime + brokerTime)) / length / processors,
      unit: "%",
      wall: true,
      note: `of ${processors} processors; of one, boards ${percent(boardsTime, length)}, broker ${measured.brokerTime === undefined ? "unknown (no /proc)" : percent(brokerTime, length)}, subscriber ${percent(subscriberTime, length)} (left out); the machine was busy ${percent(busy, 1)}, its load before ${load.toFixed(2)}`,
    },
    { name: "late, half of the turns", value: quantile(lateness, 0.5), unit: "ms", wall: true, note: late },
    { name: "late, 99 % within", value: quantile(lateness, 0.99), unit: "ms", wall: true, note: late },
    {
      name: "late, the worst",
      value: lateness.reduce((worst, value) => Math.max(worst, value), 0),
      unit: "ms",
      wall: true,
      note: late,
    },
    {
      name: "memory each",
      value: sum(reports.map(({ memory }) => memory)) / boards / 1024,
      unit: "KiB",
      wall: true,
      note: "resident memory that their processes have more than before the first board",
    },
    {
      name: "until all are connected",
      value: start,
      unit: "s",
      wall: true,
      note: `one is switched on each ${gap} ms, if the others are not held up; the processes' start is in it`,
    },
  ];
}

export const boards = (options: BoardsOptions): Group => ({
  title: "Boards in real time",
  async measure() {
    const load = loadavg()[0]!;
    return figures(options, load, await measure(options));
  },
});
