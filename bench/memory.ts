/** What a board needs: of the PC's memory, and of the machine that the manifest grants on an ESP32. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { MostEvents } from "../alarm/record.ts";
import { loadFirmware } from "../simulator/firmware/firmware.ts";
import { virtualHome } from "../tests/support/virtual-home.ts";
import type { Figure, Group } from "./figure.ts";

const minutes = 1;
/** Bytes of a slot on an ESP32. */
const slot = 16;

/** What waits costs: the most alarm changes and readings that are kept, against the same node before. */
async function fullOutbox(): Promise<Figure[]> {
  const node = await virtualHome({ broker: { port: 1 } });
  try {
    node.pass(10);
    const empty = node.board.statistics(true)!;
    for (let press = 0; press < MostEvents + 2; press++) {
      node.button.press();
      node.pass(1);
      node.button.release();
      node.pass(1);
    }
    node.pass(3600);
    const full = node.board.statistics(true)!;
    const note = `${MostEvents} alarm changes and a full history wait; against the start, the broker never there`;
    return [
      { name: "full outbox: live slots more", value: full.slots - empty.slots, unit: "slots", note },
      {
        name: "full outbox: live chunks more",
        value: full.chunkBytes - empty.chunkBytes,
        unit: "bytes",
        note,
      },
    ];
  } finally {
    node.close();
  }
}

export const memory: Group = {
  title: "Memory",
  async measure() {
    const { creation } = await loadFirmware(join(import.meta.dirname, "..", "manifest.json"));
    const node = await virtualHome({ engine: "process" });
    try {
      node.pass(minutes * 60);
      const { peakSlots, peakChunkBytes, peakStackSlots } = node.board.statistics(false)!;
      const rss = Number(
        execFileSync("ps", ["-o", "rss=", "-p", String(node.board.pid)], { encoding: "utf8" }),
      );
      const { slots, chunkBytes } = node.board.statistics(true)!;
      const used = (peakSlots + creation.stack) * slot + peakChunkBytes;
      const after = `after ${minutes} min of virtual time, connected`;
      return [
        {
          name: "engine's process, resident",
          value: rss,
          unit: "KiB",
          wall: true,
          note: `ps -o rss= ${after}; the preloaded modules, flash on an ESP32, are in it`,
        },
        { name: "live slots", value: slots, unit: "slots", note: `${after}, garbage collected` },
        { name: "live chunks", value: chunkBytes, unit: "bytes", note: `${after}, garbage collected` },
        { name: "slots, peak", value: peakSlots, unit: "slots", note: "allocated at once, garbage included" },
        {
          name: "chunks, peak",
          value: peakChunkBytes,
          unit: "bytes",
          note: "allocated at once, garbage included",
        },
        {
          name: "stack, peak",
          value: peakStackSlots,
          unit: "slots",
          note: `of ${creation.stack}: ${Math.round((100 * peakStackSlots) / creation.stack)} %`,
        },
        {
          name: "of what creation.static grants",
          value: (100 * used) / creation.static,
          unit: "%",
          note: `peak slots and stack at ${slot} bytes a slot, and peak chunks, of ${creation.static} bytes`,
        },
        ...(await fullOutbox()),
      ];
    } finally {
      node.close();
    }
  },
};
