/** Two serial logs of a scenario: what counts as the same, and what does not. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compareLogs } from "../../../tools/wokwi/compare.ts";

const board = [
  "Vigía 0.1.0: en marcha, alarma desactivada",
  "Wi-Fi: conectando con Wokwi-GUEST...",
  "Wi-Fi: conectado, dirección 10.13.37.2",
  "Reloj: 2026-01-01T00:00:00Z",
  "MQTT: conectado como vigia-000110, tema vigia/000110",
  "Clima: 24.0 °C, 40.0 %",
  'MQTT: enviado a vigia/000110/clima: {"temp":24.0,"humidity":40.0,"time":"2026-01-01T00:00:01Z"}',
  "Pulsador: pulsado",
  "Alarma: activada",
];
const log = (lines: readonly string[], end = "\r\n") => lines.map((line) => line + end).join("");
const differences = (wokwi: string) => compareLogs(log(board), wokwi).differences;
const changed = (from: string, to: string) => log(board.map((line) => line.replace(from, to)));
const without = (start: string) => log(board.filter((line) => !line.startsWith(start)));

describe("the same", () => {
  const cases: [name: string, wokwi: string][] = [
    ["the same log", log(board)],
    ["other line ends", log(board, "\n")],
    ["the boot ROM's lines before", `ets Jul 29 2019\r\nrst:0x1 (POWERON_RESET)\r\n${log(board)}`],
    ["colours", changed("Wi-Fi", "\x1b[0;32mWi-Fi\x1b[0m")],
    ["another address", changed("10.13.37.2", "10.10.0.2")],
    ["another time", log(board).replaceAll("2026-01-01T00:00:0", "2031-12-31T23:59:5")],
    ["another MAC address", log(board).replaceAll("000110", "a1b2c3")],
    ["another order of what runs side by side", log([board[0]!, ...board.slice(5), ...board.slice(1, 5)])],
    [
      "a reading more often",
      log(board.flatMap((line) => (line.startsWith("Clima") ? [line, line] : [line]))),
    ],
    ["one line more at the end of a subject", log([...board, "Alarma: desactivada"])],
    ["a line's end lost after a match", log(board).replace("40.0 %\r\nMQTT", "40.0 %MQTT")],
  ];
  for (const [name, wokwi] of cases) test(name, () => assert.deepEqual(differences(wokwi), []));
});

describe("not the same", () => {
  const cases: [name: string, wokwi: string, subject: string][] = [
    ["another temperature", changed("24.0 °C", "25.0 °C"), "Clima"],
    ["another payload", changed('"temp":24.0', '"temp":0'), "MQTT: enviado a vigia/<mac>/clima"],
    ["a subject that is missing", without("Alarma"), "Alarma"],
    ["a subject that is new", log([...board, "Error: memory full"]), "Error"],
    ["another order within a subject", log([board[0]!, board[2]!, board[1]!, ...board.slice(3)]), "Wi-Fi"],
    ["two lines more", log([...board, "Alarma: desactivada", "Alarma: activada"]), "Alarma"],
  ];
  for (const [name, wokwi, subject] of cases)
    test(name, () =>
      assert.deepEqual(
        differences(wokwi).map((difference) => difference.subject),
        [subject],
      ),
    );

  test("an empty log", () => assert.equal(differences("").length, 8));

  test("both lines are told", () => {
    assert.deepEqual(differences(changed("Alarma: activada", "Alarma: desactivada")), [
      { subject: "Alarma", board: "Alarma: activada", wokwi: "Alarma: desactivada" },
    ]);
    assert.deepEqual(differences(without("Reloj")), [
      { subject: "Reloj", board: "Reloj: <time>", wokwi: undefined },
    ]);
  });
});
