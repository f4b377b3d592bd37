/** What may be wrong with the sensor and the button, and what a hand may do to it. */
import { DHT22_FAULTS, type Dht22Fault } from "../../parts/dht22.ts";
import { BOUNCE } from "../../parts/pushbutton.ts";
import type { FaultKind } from "./fault.ts";
import { nothing } from "./fault.ts";

const sentences: Readonly<Record<Exclude<Dht22Fault, "none">, string>> = {
  absent: "unplugged",
  "stuck-low": "its line is held low",
  "stuck-high": "its line is held high",
  corrupt: "one bit flipped in each frame",
  truncated: "frames end early",
  noisy: "glitches in the frames",
  frozen: "the value no longer changes",
  "twos-complement": "a clone with two's complement",
  slow: "a slow one",
  "bad-checksum": "right data, wrong checksum",
};

const sensorFaults = DHT22_FAULTS.filter((fault) => fault !== "none").map(
  (fault): FaultKind => ({
    name: `sensor-${fault}`,
    what: `the sensor: ${sentences[fault]}`,
    place: "sensor",
    lasts: [10, 3600],
    weight: 0.5,
    draw: nothing,
    begin({ home }) {
      home.sensor?.setFault(fault);
      return () => home.sensor?.setFault("none");
    },
  }),
);

/** A worn contact bounces for longer; in microseconds, with pauses that stay below 10 ms. */
const worn = { minEdges: 6, maxEdges: 30, span: 8_000 };

export const partFaults: readonly FaultKind[] = [
  ...sensorFaults,
  {
    name: "worn-contact",
    what: "the button bounces hard",
    place: "button",
    lasts: [600, 14_400],
    weight: 2,
    draw: nothing,
    begin({ home }) {
      const { button } = home;
      if (button) button.bounce = worn;
      return () => {
        if (button) button.bounce = BOUNCE;
      };
    },
  },
];
