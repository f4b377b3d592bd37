/** How much faster than the clock virtual time goes. */
import { virtualBoard } from "../tests/support/virtual-board.ts";
import type { Group } from "./figure.ts";

const hours = 4;

export const speed: Group = {
  title: "Virtual time",
  async measure() {
    const node = await virtualBoard();
    try {
      node.pass(60);
      const started = performance.now();
      node.pass(hours * 3600);
      const seconds = (performance.now() - started) / 1000;
      return [
        {
          name: "simulated time",
          value: hours / seconds,
          unit: "h/s",
          wall: true,
          note: `${hours} h without Wi-Fi, a reading every 5 s with each edge of the sensor's wire: ${Math.round((hours * 3600) / seconds).toLocaleString("en")} times the clock`,
        },
      ];
    } finally {
      node.close();
    }
  },
};
