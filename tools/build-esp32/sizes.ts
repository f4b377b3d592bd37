/** What a build takes of the flash, and how that has changed since the last one. */
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imageNames } from "../toolchain/outputs.ts";
import { appType, readPartitions } from "./partitions.ts";

export interface ImageSize {
  readonly name: string;
  readonly bytes: number;
  /** What it may take: up to the partition table, one sector, the program's partition. */
  readonly room: number;
  /** Bytes more than in the last build; undefined where there was none. */
  readonly change: number | undefined;
}

/** Where ESP-IDF puts the bootloader ends here, unless CONFIG_PARTITION_TABLE_OFFSET moves the table. */
const partitionTableOffset = 0x8000;
const sectorSize = 0x1000;
/** By chip; others begin at 0. */
const bootloaderOffsets: Readonly<Record<string, number>> = { esp32: 0x1000, esp32s2: 0x1000 };

const record = "sizes.json";

function lastSizes(folder: string): Record<string, number> {
  const file = join(folder, record);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Record<string, number>;
  } catch {
    return {};
  }
}

/** @param folder of the images @param chip as in `esp32c3` */
export function measureImages(folder: string, chip: string): ImageSize[] {
  const app = readPartitions(readFileSync(join(folder, "partition-table.bin"))).find(
    ({ type }) => type === appType,
  );
  const room: Record<(typeof imageNames)[number], number> = {
    "bootloader.bin": partitionTableOffset - (bootloaderOffsets[chip] ?? 0),
    "partition-table.bin": sectorSize,
    "xs_esp32.bin": app?.size ?? Number.NaN,
  };
  const last = lastSizes(folder);
  return imageNames.map((name) => {
    const bytes = statSync(join(folder, name)).size;
    const before = last[name];
    return { name, bytes, room: room[name], change: before === undefined ? undefined : bytes - before };
  });
}

/** Keeps the sizes beside the images, for the next build. */
export function rememberSizes(folder: string, sizes: readonly ImageSize[]): void {
  const kept = Object.fromEntries(sizes.map(({ name, bytes }) => [name, bytes]));
  writeFileSync(join(folder, record), `${JSON.stringify(kept)}\n`);
}
