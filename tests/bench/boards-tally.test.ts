/** What counts as lost: of readings, and of presses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Deeds } from "../../bench/boards/messages.ts";
import { Tally } from "../../bench/boards/tally.ts";

const deeds = (board: number, done: Partial<Deeds>): Deeds => ({
  board,
  readings: 0,
  failed: 0,
  presses: 0,
  acknowledged: 0,
  connections: 1,
  restarts: 0,
  ...done,
});

/** Board 3 measures 10.3 °C. */
const reading = '{"temp":10.3,"humidity":40.0}';
const on = "Alarma activada";
const off = "Alarma desactivada";

test("readings are counted board by board: one's surplus does not make up for another's loss", () => {
  const tally = new Tally();
  tally.hear("vigia/000003/clima", reading);
  tally.hear("vigia/000003/clima", reading);
  tally.hear("vigia/000003/clima/historial", '{"temp":10.3,"humidity":40.0,"age":12}');
  assert.equal(tally.readings, 2);
  const losses = tally.losses([deeds(3, { readings: 2 }), deeds(4, { readings: 2, failed: 1 })]);
  assert.deepEqual(losses, { readings: 4, lostReadings: 3, presses: 0, lostPresses: 0 });
});

test("another board's reading on a board's topic, and other topics, are no readings of it", () => {
  const tally = new Tally();
  tally.hear("vigia/000004/clima", reading);
  tally.hear("vigia/000003/estado", "online");
  tally.hear("elsewhere/000003/clima", reading);
  assert.equal(tally.losses([deeds(3, { readings: 1 }), deeds(4, { readings: 1 })]).lostReadings, 2);
});

test("a press counts when it is acknowledged and both of its messages came; a repetition counts once", () => {
  const pressed = deeds(3, { presses: 2, acknowledged: 2 });
  const tally = new Tally();
  tally.hear("vigia/000003/alarma", off);
  assert.equal(tally.losses([pressed]).lostPresses, 2);
  for (const text of [on, on, off]) tally.hear("vigia/000003/alarma", text);
  tally.hear("vigia/000003/alarma/historial", JSON.stringify({ alarma: on }));
  assert.equal(tally.losses([pressed]).lostPresses, 1);
  tally.hear("vigia/000003/alarma/historial", JSON.stringify({ alarma: off }));
  assert.equal(tally.losses([pressed]).lostPresses, 0);
  assert.equal(tally.losses([{ ...pressed, acknowledged: 1 }]).lostPresses, 1);
});
