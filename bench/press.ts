/** How long from a press of the button to the message at a subscriber. */

import { buildEngine } from "../simulator/engine/build.ts";
import { noConfiguration } from "../tools/lib/configuration.ts";
import { Run } from "../tools/start/run.ts";
import { type Group, median, quantile } from "./figure.ts";

const presses = 50;
/** Longer than the finger stays on the button (tools/start/run.ts), in milliseconds. */
const rest = 300;

async function measure(): Promise<number[]> {
  let onAlarm: (() => void) | undefined;
  const run = new Run({
    engine: await buildEngine(),
    manifest: "manifest.json",
    diagram: "diagram.json",
    configuration: noConfiguration,
    presses: [],
    typed: [],
    onEvent: (event) => {
      if (event.event === "message" && event.topic.endsWith("/alarma")) onAlarm?.();
    },
  });
  const next = () =>
    new Promise<void>((resolve, reject) => {
      const timeout = setTimeout(() => reject(new Error("no message within 10 s")), 10_000);
      onAlarm = () => {
        clearTimeout(timeout);
        resolve();
      };
    });
  const times: number[] = [];
  try {
    const first = next();
    await run.start();
    await first;
    for (let press = 0; press < presses; press++) {
      await new Promise((resolve) => setTimeout(resolve, rest));
      const message = next();
      const pressed = performance.now();
      run.press();
      await message;
      times.push(performance.now() - pressed);
    }
  } finally {
    await run.close();
  }
  return times;
}

export const press: Group = {
  title: "Press",
  async measure() {
    const times = await measure();
    const note = `${presses} presses, QoS 1 over loopback, embedded broker and subscriber in the same process; bounce and debounce are in it`;
    return [
      { name: "press to message, median", value: median(times), unit: "ms", wall: true, note },
      { name: "press to message, 95 % within", value: quantile(times, 0.95), unit: "ms", wall: true, note },
    ];
  },
};
