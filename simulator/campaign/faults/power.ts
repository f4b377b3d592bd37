/** Power, storage and memory: what is cut, worn out or too small. */
import type { HomeEvent } from "../../home/events.ts";
import type { WritePhase } from "../../peripherals/nvs.ts";
import type { FaultKind, Scene } from "./fault.ts";
import { nothing } from "./fault.ts";

/** Events at which the power may be cut: each kind happens while the node works. */
const moments = ["turn", "pin", "network", "broker", "console", "before", "erased", "written"] as const;
type Moment = (typeof moments)[number];

const isStorage = (moment: Moment): moment is Moment & WritePhase =>
  moment === "before" || moment === "erased" || moment === "written";

const fits = (moment: Moment, event: HomeEvent): boolean =>
  isStorage(moment) ? event.kind === "nvs" && event.phase === moment : event.kind === moment;

/** Calls `action` at the so-many-th event of a kind; within a storage write, in it. @returns how to call it off */
function atMoment({ home }: Scene, moment: Moment, nth: number, action: () => void): () => void {
  let left = nth;
  const stop = home.observe((event) => {
    if (!fits(moment, event) || --left > 0) return;
    stop();
    if (isStorage(moment)) action();
    else home.world.schedule(home.world.now, action);
  });
  return stop;
}

export const powerFaults: readonly FaultKind[] = [
  {
    name: "power-cut",
    what: "the power is cut at an event, within a storage write too",
    place: "power",
    lasts: [60, 3600],
    weight: 3,
    draw: (random) => ({
      moment: moments[random.integer(0, moments.length - 1)]!,
      nth: random.integer(1, 40),
      off: random.integer(50, 60_000) / 1000,
    }),
    begin(scene, { moment, nth, off }) {
      const { home } = scene;
      const count = isStorage(moment as Moment) ? 1 : (nth as number);
      let back = () => {};
      const stop = atMoment(scene, moment as Moment, count, () => {
        home.powerOff();
        const event = home.world.schedule(home.world.now + (off as number) * 1e6, () => home.powerOn());
        back = () => {
          event.cancel();
          home.powerOn();
        };
      });
      return () => {
        stop();
        back();
      };
    },
  },
  {
    name: "brown-out",
    what: "the power comes and goes",
    place: "power",
    lasts: [5, 120],
    draw: (random) => ({ on: random.integer(20, 4_000) / 1000, off: random.integer(5, 500) / 1000 }),
    begin({ home }, { on, off }) {
      const { world } = home;
      const later = (seconds: number, action: () => void) =>
        world.schedule(world.now + seconds * 1e6, action);
      let next = later(0, cut);
      function cut(): void {
        home.powerOff();
        next = later(off as number, () => {
          home.powerOn();
          next = later(on as number, cut);
        });
      }
      return () => {
        next.cancel();
        home.powerOn();
      };
    },
  },
  {
    name: "torn-writes",
    what: "a power cut within a write leaves half of it",
    place: "storage",
    lasts: [3600, 14_400],
    draw: nothing,
    begin({ home }) {
      home.nvs.tears = true;
      return () => {
        home.nvs.tears = false;
      };
    },
  },
  {
    name: "storage-full",
    what: "no write is taken",
    place: "storage",
    lasts: [60, 7200],
    draw: nothing,
    begin({ home }) {
      home.nvs.full = true;
      return () => {
        home.nvs.full = false;
      };
    },
  },
  {
    name: "storage-damaged",
    what: "all records are damaged, and the power is cut",
    place: "power",
    lasts: [0, 0],
    weight: 0.3,
    draw: nothing,
    begin({ home }) {
      home.powerOff();
      home.nvs.damage();
      home.act("storage damaged");
      home.world.schedule(home.world.now + 1e6, () => home.powerOn());
      return undefined;
    },
  },
  {
    name: "low-heap",
    what: "after a power cut the machine is small",
    place: "power",
    lasts: [300, 7200],
    weight: 0.5,
    draw: (random) => ({ less: random.integer(0, 40) * 1024 }),
    begin({ home, firmware }, { less }) {
      const restart = () => {
        home.powerOff();
        home.world.schedule(home.world.now + 1e6, () => home.powerOn());
      };
      const { creation } = firmware;
      home.board.creation = { ...creation, static: creation.static - (less as number) };
      restart();
      return () => {
        home.board.creation = undefined;
        restart();
      };
    },
  },
];
