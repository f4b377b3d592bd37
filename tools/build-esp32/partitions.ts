/** ESP-IDF's partition table, as it is written to flash (partition-table.bin). */

export interface Partition {
  readonly label: string;
  readonly type: number;
  /** In bytes, from the start of flash. */
  readonly offset: number;
  readonly size: number;
}

/** ESP-IDF, components/partition_table/gen_esp32part.py: 32 bytes an entry, little-endian. */
const entrySize = 32;
const magic = 0x50aa;
const labelOffset = 12;
const labelSize = 16;

/** The first that can hold a program. */
export const appType = 0;

/** @returns the entries up to the first that is none: a checksum or erased flash follows */
export function readPartitions(table: Buffer): Partition[] {
  const partitions: Partition[] = [];
  for (let at = 0; at + entrySize <= table.length && table.readUInt16LE(at) === magic; at += entrySize) {
    const label = table.subarray(at + labelOffset, at + labelOffset + labelSize).toString("latin1");
    partitions.push({
      label: label.replace(/\0.*$/s, ""),
      type: table.readUInt8(at + 2),
      offset: table.readUInt32LE(at + 4),
      size: table.readUInt32LE(at + 8),
    });
  }
  return partitions;
}
