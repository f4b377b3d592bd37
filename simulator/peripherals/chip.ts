/** The chip itself for `chip`: why it started, and a note in RTC memory that outlives all but a power cut. */
import type { Death, DeathCode } from "../engine/deaths.ts";
import type { Peripheral, Port } from "./peripheral.ts";
import type { WiFiStation } from "./wifi.ts";

/** ESP-IDF's esp_reset_reason_t. */
const resetReasons = { powerOn: 1, software: 3, panic: 4, taskWatchdog: 6 };

/** A program that XS aborts ends in esp_restart(), as one that asks for it does. */
const byDeath: Partial<Record<DeathCode, number>> = {
  47: resetReasons.taskWatchdog,
  61: resetReasons.taskWatchdog,
  2: resetReasons.panic,
  62: resetReasons.panic,
};

/** chip.c. */
const noteSize = 95;

export class Chip implements Peripheral {
  readonly #station: WiFiStation;
  #resetReason = resetReasons.powerOn;
  #note = "";

  constructor(station: WiFiStation) {
    this.#station = station;
  }

  died({ code }: Death): void {
    this.#resetReason = byDeath[code as DeathCode] ?? resetReasons.software;
  }

  powerOff(): void {
    this.#resetReason = resetReasons.powerOn;
    this.#note = "";
  }

  open(): Port {
    return {
      call: (command, note) => {
        switch (command) {
          case "resetReason":
            return this.#resetReason;
          case "keepNote":
            this.#note = Buffer.from(note as string)
              .subarray(0, noteSize)
              .toString()
              .replace(/\ufffd+$/, "");
            return undefined;
          case "takeNote": {
            const kept = this.#note;
            this.#note = "";
            return kept;
          }
          default:
            return this.#station.takeReason();
        }
      },
    };
  }
}
