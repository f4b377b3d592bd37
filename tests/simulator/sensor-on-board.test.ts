/** The firmware on the board, in virtual time, through its pins: the DHT22 and what may be wrong with it, the button. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DHT22_FAULTS, type Dht22Fault } from "../../simulator/parts/dht22.ts";
import { type VirtualBoard, virtualBoard } from "../support/virtual-board.ts";

const noResponse = "Clima: sin lectura, el sensor no responde (¿está conectado?)";
const truncated = "Clima: sin lectura, trama incompleta";
const checksum = "Clima: sin lectura, suma de comprobación errónea";
const timing = "Clima: sin lectura, tiempos fuera de norma";

/** Seconds between two readings (manifest.json, `interval`). */
const interval = 5;

const reading = (temperature: number, humidity: number) =>
  `Clima: ${temperature.toFixed(1)} °C, ${humidity.toFixed(1)} %`;

function measure({ sensor }: VirtualBoard, temperature: number, humidity: number): string {
  sensor.controls.temperature.set(temperature);
  sensor.controls.humidity.set(humidity);
  return reading(temperature, humidity);
}

/** What was said of the climate since the last time. */
const said = ({ lines }: VirtualBoard): string[] =>
  lines.splice(0).filter((line) => line.startsWith("Clima:"));

async function withBoard(run: (board: VirtualBoard) => void, seed = 1): Promise<void> {
  // Without a network for hours the node would restart itself.
  const board = await virtualBoard({ seed, firmware: { config: { offline_restart: 0 } } });
  try {
    run(board);
    assert.deepEqual(board.deaths, [], "the firmware lives");
    assert.equal(board.sensor.pollViolations, 0, "the sensor is never asked within 2 s");
  } finally {
    board.close();
  }
}

const broken: readonly [fault: Dht22Fault, line: string][] = [
  ["absent", noResponse],
  ["stuck-low", noResponse],
  ["stuck-high", noResponse],
  ["corrupt", checksum],
  ["bad-checksum", checksum],
  ["truncated", truncated],
  ["noisy", timing],
];

for (const [fault, line] of broken) {
  test(`a sensor that is ${fault} from the start: "${line}", and a reading when it is mended`, async () => {
    await withBoard((board) => {
      board.sensor.setFault(fault);
      const right = measure(board, 21.5, 55.5);
      board.pass(20 * interval);
      const errors = said(board);
      assert.deepEqual(new Set(errors), new Set([line]));
      // Three tries take 4 s, and 2 s of rest: every other reading falls into the one before.
      assert.ok(errors.length >= 12 && errors.length <= 14, `${errors.length} lines`);
      board.sensor.setFault("none");
      board.pass(3 * interval);
      const lines = said(board);
      assert.equal(lines.at(-1), right, lines.join("\n"));
      assert.deepEqual(new Set(lines.filter((each) => each !== line)), new Set([right]));
    });
  });

  test(`a sensor that becomes ${fault} between readings, and well again, many times`, async () => {
    await withBoard((board) => {
      const right = measure(board, -3.2, 81.4);
      board.pass(12.3);
      assert.deepEqual(new Set(said(board)), new Set([right]));
      for (let i = 0; i < 20; i++) {
        board.sensor.setFault(fault);
        board.pass(20 + i * 0.37);
        assert.ok(said(board).includes(line), `no "${line}"`);
        board.sensor.setFault("none");
        board.pass(20);
        const lines = said(board);
        assert.equal(lines.at(-1), right);
        assert.deepEqual(new Set(lines.filter((each) => !each.startsWith("Clima: sin"))), new Set([right]));
      }
    }, 2);
  });
}

const climates: readonly [temperature: number, humidity: number][] = [
  [-10.1, 40],
  [-0.1, 40],
  [0, 40],
  [-40, 40],
  [80, 40],
  [24, 0],
  [24, 100],
  [35.1, 65.2],
];
for (const fault of ["none", "twos-complement", "slow"] as const)
  for (const [temperature, humidity] of climates)
    test(`${fault === "none" ? "a sound sensor" : `a sensor that is ${fault}`} at ${temperature} °C and ${humidity} %`, async () => {
      await withBoard((board) => {
        board.sensor.setFault(fault);
        const right = measure(board, temperature, humidity);
        board.pass(20 * interval);
        assert.deepEqual(said(board), Array(20).fill(right));
      });
    });

test("a sensor that is frozen repeats what it had, and goes on when it is thawed", async () => {
  await withBoard((board) => {
    const before = measure(board, 20, 50);
    board.pass(20);
    said(board);
    board.sensor.setFault("frozen");
    const after = measure(board, 30, 60);
    board.pass(100);
    assert.deepEqual(new Set(said(board)), new Set([before]));
    board.sensor.setFault("none");
    board.pass(20);
    assert.equal(said(board).at(-1), after);
  });
});

test("a sensor answers with what it measured at the start before: readings follow one interval late", async () => {
  await withBoard((board) => {
    const expected: string[] = [];
    board.pass(interval - 1);
    said(board);
    for (let i = 0; i < 50; i++) {
      expected.push(measure(board, i / 10, 100 - i));
      board.pass(interval);
    }
    assert.deepEqual(said(board).slice(1), expected.slice(0, -1));
  });
});

test("two hours of all that may be wrong: only readings that the sensor had, never asked within 2 s", async () => {
  await withBoard((board) => {
    const random = board.world.random.fork("test");
    const had = new Set([reading(24, 40)]);
    const errors = new Set<string>();
    let readings = 0;
    const until = board.world.now + 2 * 3600e6;
    while (board.world.now < until) {
      had.add(measure(board, random.integer(-400, 800) / 10, random.integer(0, 1000) / 10));
      board.sensor.setFault(DHT22_FAULTS[random.integer(0, DHT22_FAULTS.length - 1)]!);
      board.pass(random.integer(0, 20_000) / 1000);
      for (const line of said(board)) {
        if (line.startsWith("Clima: sin lectura")) errors.add(line);
        else {
          readings++;
          assert.ok(had.has(line), `${line}: the sensor never had that`);
        }
      }
    }
    assert.deepEqual([...errors].sort(), [noResponse, checksum, timing, truncated].sort());
    assert.ok(readings > 300, `${readings} readings`);
  }, 3);
});

test("50 presses at ten a second: each is told once, and the lamp follows", async () => {
  await withBoard((board) => {
    board.pass(3);
    const bounces = board.lamp.changes;
    for (let i = 1; i <= 50; i++) {
      board.button.press();
      board.pass(0.05);
      assert.equal(board.lamp.lit, i % 2 === 1, `after press ${i}`);
      board.button.release();
      board.pass(0.05);
      assert.equal(board.lamp.lit, i % 2 === 1, `after release ${i}`);
    }
    assert.equal(board.lines.filter((line) => line === "Pulsador: pulsado").length, 50);
    assert.equal(board.lamp.changes - bounces, 50);
    assert.equal(board.lines.filter((line) => line === "Alarma: activada").length, 25);
    assert.equal(board.lines.filter((line) => line === "Alarma: desactivada").length, 25);
  });
});

test("a button that is held when the power comes on is not pressed", async () => {
  const board = await virtualBoard();
  try {
    board.board.powerOff();
    board.button.press();
    board.pass(1);
    board.board.powerOn();
    board.pass(5);
    board.button.release();
    board.pass(1);
    assert.equal(board.lines.filter((line) => line === "Pulsador: pulsado").length, 0);
    board.button.press();
    board.pass(1);
    assert.equal(board.lines.filter((line) => line === "Pulsador: pulsado").length, 1);
  } finally {
    board.close();
  }
});
