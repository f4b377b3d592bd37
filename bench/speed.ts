/** How much faster than the clock virtual time goes, on one core: the engine and its world share a thread. */
import { InProcessEngine } from "../simulator/engine/in-process.ts";
import { type VirtualHome, virtualHome } from "../tests/support/virtual-home.ts";
import { type Group, median } from "./figure.ts";

/** Seconds from one reading to the next, and from one press to the next. */
const interval = 2;
const pressEvery = 600;
/** Of virtual time: one stretch is measured after the other, so that the PC's other work can be told apart. */
const stretch = { seconds: 1200, count: 24 };

/** What the way to the engine and back cost in a stretch. */
interface Engine {
  trips: number;
  milliseconds: number;
}

/** Watches the way to all engines from here on; returns how to stop. */
function watchEngine(engine: Engine): () => void {
  const { receive } = InProcessEngine.prototype;
  InProcessEngine.prototype.receive = function (...args) {
    const started = performance.now();
    try {
      return receive.apply(this, args);
    } finally {
      engine.milliseconds += performance.now() - started;
      engine.trips++;
    }
  };
  return () => {
    InProcessEngine.prototype.receive = receive;
  };
}

/** Lets a stretch pass, with its presses. @returns seconds of the processor's time */
function pass(node: VirtualHome): number {
  const before = process.cpuUsage();
  for (let passed = 0; passed < stretch.seconds; passed += pressEvery) {
    node.button.press();
    node.pass(0.5);
    node.button.release();
    node.pass(pressEvery - 0.5);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export const speed: Group = {
  title: "Virtual time",
  async measure() {
    const node = await virtualHome({ firmware: { config: { interval } } });
    try {
      let acknowledged = 0;
      node.broker.observe((event) => {
        if (event.kind === "ack" && event.packet === "puback") acknowledged++;
      });
      for (let i = 0; i < 3; i++) pass(node);
      const before = { messages: node.published.length, acknowledged };
      const seconds = Array.from({ length: stretch.count }, () => pass(node));
      const messages = node.published.length - before.messages;
      const acknowledgements = acknowledged - before.acknowledged;

      const engine: Engine = { trips: 0, milliseconds: 0 };
      const stop = watchEngine(engine);
      const started = performance.now();
      pass(node);
      const watched = performance.now() - started;
      stop();

      const readings = stretch.seconds / interval;
      const daysAMinute = (stretch.seconds / 86_400 / median(seconds)) * 60;
      const hours = (stretch.seconds * stretch.count) / 3600;
      const note = `median of ${stretch.count} times ${stretch.seconds / 60} min: a reading each ${interval} s (sensor's edges, MQTT at QoS 0), a press each ${pressEvery / 60} min (QoS 1)`;
      return [
        { name: "simulated time, on one core", value: daysAMinute, unit: "days/min", wall: true, note },
        {
          name: "a reading with all that goes with it",
          value: (median(seconds) / readings) * 1e6,
          unit: "us",
          wall: true,
          note: `processor's time; ${messages} messages and ${acknowledgements} acknowledgements in ${hours} h`,
        },
        {
          name: "of that, the XS engine",
          value: (100 * engine.milliseconds) / watched,
          unit: "%",
          wall: true,
          note: "the firmware itself, its garbage collections, and the way there and back",
        },
        {
          name: "ways to the engine and back",
          value: engine.trips / readings,
          unit: "a reading",
          note: "timers, the sensor's frame, what TCP has sent, presses",
        },
      ];
    } finally {
      node.close();
    }
  },
};
