/**
 * How the many boards are told apart: as a delivery of ESP32s is, by their MAC addresses, from which the firmware
 * makes its client identifier and its base topic. All have the same firmware, byte for byte.
 */

/** All topics of all boards. */
export const everyTopic = "vigia/#";

const hex = (board: number): string => board.toString(16).padStart(6, "0");

/** @param board below 2^24 */
export const macAddressOf = (board: number): string => `24:0a:c4:${hex(board).match(/../g)!.join(":")}`;

export const baseTopic = (board: number): string => `vigia/${hex(board)}`;

/** What the board's DHT22 measures, in °C with one decimal: neighbours' readings differ. */
export const temperatureOf = (board: number): number => (100 + (board % 500)) / 10;

/** @returns the board's number, and the topic below its base; undefined for another's */
export function addressOf(topic: string): { board: number; name: string } | undefined {
  const match = /^vigia\/([\da-f]{6})\/(.+)$/.exec(topic);
  return match ? { board: Number.parseInt(match[1]!, 16), name: match[2]! } : undefined;
}
