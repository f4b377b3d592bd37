import { type Attribute, oneOf, parseNumber, text } from "./attribute.ts";
import type { PartType, Pin } from "./part.ts";

/**
 * The GPIO numbers the ESP32 has; 34 and above are inputs only and have no pull resistors.
 * @see ESP32 Series Datasheet, section 2.2, pin overview
 */
export const ESP32_GPIOS: readonly number[] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 32, 33, 34,
  35, 36, 37, 38, 39,
];

/** The serial port that Wokwi's serial monitor is wired to: UART0. */
export const SERIAL_GPIO = { tx: 1, rx: 3 } as const;

const cpuFrequency: Attribute = {
  expected: '"auto", "max" or a number of MHz',
  accepts: (value) => value === "auto" || value === "max" || (parseNumber(value) ?? 0) > 0,
};

const macAddress: Attribute = {
  expected: 'six hexadecimal bytes, as "24:0a:c4:00:01:10"',
  accepts: (value) => /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(value),
};

/** @see https://docs.wokwi.com/guides/esp32 (advanced usage) */
const attributes: PartType["attributes"] = {
  flashSize: oneOf("2", "4", "8", "16", "32"),
  psramSize: oneOf("2", "4", "8"),
  psramType: oneOf("quad", "octal"),
  cpuFrequency,
  macAddress,
  firmwareOffset: text,
  fullBoot: text,
  builder: text,
  env: text,
  serialInterface: text,
};

function board(type: string, pins: Readonly<Record<string, Pin>>): PartType {
  return {
    type,
    board: true,
    pins,
    attributes,
    create: ({ id }) => ({ id, type, controls: {}, close() {} }),
  };
}

/**
 * Espressif's ESP32-DevKitC V4.
 * @see https://github.com/wokwi/wokwi-boards (boards/esp32-devkit-c-v4) for the names,
 * ESP32-DevKitC V4 user guide, header block J2 and J3, for the numbers
 */
export const esp32DevkitCV4 = board("board-esp32-devkit-c-v4", {
  "3V3": { rail: "3V3" },
  EN: {},
  VP: { gpio: 36 },
  VN: { gpio: 39 },
  "34": { gpio: 34 },
  "35": { gpio: 35 },
  "32": { gpio: 32 },
  "33": { gpio: 33 },
  "25": { gpio: 25 },
  "26": { gpio: 26 },
  "27": { gpio: 27 },
  "14": { gpio: 14 },
  "12": { gpio: 12 },
  "GND.1": { rail: "GND" },
  "13": { gpio: 13 },
  D2: { gpio: 9 },
  D3: { gpio: 10 },
  CMD: { gpio: 11 },
  "5V": { rail: "5V" },
  "GND.2": { rail: "GND" },
  "23": { gpio: 23 },
  "22": { gpio: 22 },
  TX: { gpio: 1 },
  RX: { gpio: 3 },
  "21": { gpio: 21 },
  "GND.3": { rail: "GND" },
  "19": { gpio: 19 },
  "18": { gpio: 18 },
  "5": { gpio: 5 },
  "17": { gpio: 17 },
  "16": { gpio: 16 },
  "4": { gpio: 4 },
  "0": { gpio: 0 },
  "2": { gpio: 2 },
  "15": { gpio: 15 },
  D1: { gpio: 8 },
  D0: { gpio: 7 },
  CLK: { gpio: 6 },
});

/**
 * DOIT's ESP32 DevKit V1.
 * @see https://github.com/wokwi/wokwi-boards (boards/esp32-devkit-v1)
 */
export const esp32DevkitV1 = board("wokwi-esp32-devkit-v1", {
  EN: {},
  VP: { gpio: 36 },
  VN: { gpio: 39 },
  D34: { gpio: 34 },
  D35: { gpio: 35 },
  D32: { gpio: 32 },
  D33: { gpio: 33 },
  D25: { gpio: 25 },
  D26: { gpio: 26 },
  D27: { gpio: 27 },
  D14: { gpio: 14 },
  D12: { gpio: 12 },
  D13: { gpio: 13 },
  "GND.2": { rail: "GND" },
  VIN: { rail: "5V" },
  "3V3": { rail: "3V3" },
  "GND.1": { rail: "GND" },
  D15: { gpio: 15 },
  D2: { gpio: 2 },
  D4: { gpio: 4 },
  RX2: { gpio: 16 },
  TX2: { gpio: 17 },
  D5: { gpio: 5 },
  D18: { gpio: 18 },
  D19: { gpio: 19 },
  D21: { gpio: 21 },
  RX0: { gpio: 3 },
  TX0: { gpio: 1 },
  D22: { gpio: 22 },
  D23: { gpio: 23 },
});
