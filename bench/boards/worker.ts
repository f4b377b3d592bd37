/** A worker of the bench: many boards in one world that goes with the clock, all in this process. */
import { join } from "node:path";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";
import { RealNetwork } from "../../simulator/network/real-network.ts";
import { systemClock } from "../../simulator/world/wall-clock.ts";
import { WallWorld } from "../../simulator/world/wall-world.ts";
import { project } from "../../tests/support/xs-program.ts";
import { House } from "./house.ts";
import type { Answer, Order, Report, Setting } from "./messages.ts";

/** Microseconds that the world may be late when another board is switched on. */
const leastCalm = 100_000;
/** Milliseconds in which what was pressed is acknowledged, at the end. */
const patience = 20_000;
const look = 100;

const { engine, host, port, boards, gap, delay } = JSON.parse(process.argv[2]!) as Setting;
const houses: House[] = [];
const world = new WallWorld(boards[0]!);
const started = systemClock.now();
let lateness: number[] | undefined;
let processor = process.cpuUsage();
let emptyMemory = 0;

const tell = (answer: Answer) => process.send!(answer);
const lateBy = (at: number) => systemClock.now() - started - at;
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

async function settle(): Promise<void> {
  const config = { broker: host, port, interval: 2, language: "en" };
  const street = {
    engine,
    firmware: await loadFirmware(join(project, "manifest.json"), { config }),
    diagram: readDiagram(join(project, "diagram.json")),
    world,
    network: new RealNetwork(),
    turned: (at: number) => void lateness?.push(lateBy(at) / 1000),
  };
  emptyMemory = resident();
  const next = (at: number) =>
    world.schedule(at, () => {
      if (lateBy(at) < leastCalm) {
        const house = new House(boards[houses.length]!, street);
        houses.push(house);
        house.powerOn();
      }
      if (houses.length < boards.length) next(at + gap * 1000);
    });
  next(world.now + delay * 1000);
  for (let connected = -1; connected < boards.length; await wait(look)) {
    const now = houses.filter(({ deeds }) => deeds.connections > 0).length;
    if (now !== connected) tell({ answer: "connected", boards: now });
    connected = now;
  }
}

/** Two presses for each board, in the first nine tenths of the time. @param seconds of the measurement */
function measure(seconds: number): void {
  const length = seconds * 1e6;
  houses.forEach((house, i) => {
    const first = world.now + length * (0.05 + (0.4 * i) / houses.length);
    for (const at of [first, first + length * 0.45]) world.schedule(at, () => house.press());
  });
  lateness = [];
  processor = process.cpuUsage();
}

async function stop(): Promise<Report> {
  const { user, system } = process.cpuUsage(processor);
  const measured = lateness ?? [];
  lateness = undefined;
  const until = Date.now() + patience;
  const owing = () => houses.some(({ deeds }) => deeds.acknowledged < deeds.presses);
  while (owing() && Date.now() < until) await wait(look);
  world.pause();
  return {
    deeds: houses.map(({ deeds }) => deeds),
    lateness: measured,
    processor: (user + system) / 1e6,
    memory: resident() - emptyMemory,
  };
}

const failed = (error: unknown) =>
  tell({ answer: "error", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });

// Ctrl-C goes to the whole group of processes: the bench ends, and its workers with it.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit(0));
process.on("message", (order: Order) => {
  if (order.order === "measure") measure(order.seconds);
  else stop().then((report) => tell({ answer: "report", report }), failed);
});
settle().catch(failed);
