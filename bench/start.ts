/** How long from `npm start` to the first reading at the broker. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { RunEvent } from "../tools/start/events.ts";
import { type Group, median } from "./figure.ts";

const runs = 3;

/** Seconds from the command to the subscriber's first message of the climate. */
async function firstReading(): Promise<number> {
  const started = performance.now();
  const child = spawn("npm", ["start", "--silent", "--", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const event = JSON.parse(line) as RunEvent;
      if (event.event === "message" && /"temp"/.test(event.payload))
        return (performance.now() - started) / 1000;
    }
    throw new Error("npm start ended without a reading");
  } finally {
    process.kill(-child.pid!, "SIGINT");
    await new Promise((resolve) => child.once("close", resolve));
  }
}

export const start: Group = {
  title: "Start",
  async measure() {
    const seconds: number[] = [];
    for (let run = 0; run < runs; run++) seconds.push(await firstReading());
    return [
      {
        name: "npm start to the first reading at the broker",
        value: median(seconds),
        unit: "s",
        wall: true,
        note: `median of ${runs} processes, engine built, embedded broker; the sensor's own 2 s are in it`,
      },
    ];
  },
};
