/** What a subscriber heard of each board, and what of a board's deeds it did not. */
import type { Deeds } from "./messages.ts";
import { addressOf, temperatureOf } from "./names.ts";

interface Heard {
  readings: number;
  /** Changes on `alarma/historial`, and on `alarma`. */
  records: number;
  changes: number;
  recorded: boolean;
  state: boolean;
}

export interface Losses {
  readonly readings: number;
  readonly lostReadings: number;
  readonly presses: number;
  readonly lostPresses: number;
}

const activated = "Alarma activada";

/** Whether it is a reading of the board's own sensor. */
function isReading(board: number, payload: string): boolean {
  const { temp } = JSON.parse(payload) as { temp?: number };
  return temp === temperatureOf(board);
}

export class Tally {
  /** Live readings of all boards. */
  readings = 0;
  readonly #heard = new Map<number, Heard>();

  hear(topic: string, payload: string): void {
    const address = addressOf(topic);
    if (!address) return;
    const { board, name } = address;
    const heard = this.#of(board);
    switch (name) {
      case "clima":
      case "clima/historial":
        if (!isReading(board, payload)) break;
        heard.readings++;
        if (name === "clima") this.readings++;
        break;
      case "alarma/historial": {
        const on = (JSON.parse(payload) as { alarma?: string }).alarma === activated;
        if (on !== heard.recorded) heard.records++;
        heard.recorded = on;
        break;
      }
      case "alarma": {
        const on = payload === activated;
        if (on !== heard.state) heard.changes++;
        heard.state = on;
        break;
      }
    }
  }

  /** A reading that failed is a lost one; a press counts when it was acknowledged, recorded and told. */
  losses(deeds: readonly Deeds[]): Losses {
    let readings = 0;
    let lostReadings = 0;
    let presses = 0;
    let lostPresses = 0;
    for (const deed of deeds) {
      const { readings: heard, records, changes } = this.#of(deed.board);
      readings += deed.readings;
      lostReadings += deed.failed + Math.max(0, deed.readings - heard);
      presses += deed.presses;
      lostPresses += deed.presses - Math.min(deed.presses, deed.acknowledged, records, changes);
    }
    return { readings, lostReadings, presses, lostPresses };
  }

  #of(board: number): Heard {
    let heard = this.#heard.get(board);
    if (!heard) {
      heard = { readings: 0, records: 0, changes: 0, recorded: false, state: false };
      this.#heard.set(board, heard);
    }
    return heard;
  }
}
