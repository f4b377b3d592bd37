/** What the monitor makes of a board's bytes: lines, and the meaning of those that tell of a restart. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Lines } from "../../tools/monitor/lines.ts";
import { explainRestart } from "../../tools/monitor/restarts.ts";

function lines() {
  const told: [line: string, at: number][] = [];
  let garbage = 0;
  let now = 0;
  const splitter = new Lines(
    {
      onLine: (line, at) => told.push([line, at]),
      onGarbage: () => {
        garbage++;
      },
    },
    () => now,
  );
  return {
    told,
    splitter,
    garbage: () => garbage,
    at(time: number, bytes: string | Uint8Array) {
      now = time;
      splitter.receive(Buffer.from(bytes as string));
    },
  };
}

describe("lines", () => {
  test("ended by LF or CR LF, with the time of their first byte, however they come", () => {
    const all = Buffer.from("uno\r\n\r\ndos ñ €\nfin");
    for (let cut = 0; cut <= all.length; cut++) {
      const { told, at, splitter } = lines();
      at(1, all.subarray(0, cut));
      at(2, all.subarray(cut));
      splitter.flush();
      assert.deepEqual(
        told.map(([line]) => line),
        ["uno", "", "dos ñ €", "fin"],
        `cut at ${cut}`,
      );
      assert.equal(told[0]![1], cut === 0 ? 2 : 1);
    }
  });

  test("a line without an end is broken", () => {
    const { told, at } = lines();
    at(0, "x".repeat(10_000));
    assert.deepEqual(
      told.map(([line]) => line.length),
      [4096, 4096],
    );
  });

  test("a wrong speed is told once; text with accents is none", () => {
    const { garbage, at } = lines();
    at(0, "Vigía: año, ñandú, €\r\n".repeat(100));
    assert.equal(garbage(), 0);
    at(
      0,
      Uint8Array.from({ length: 2000 }, (_, i) => (i * 151) & 0xff),
    );
    assert.equal(garbage(), 1);
  });
});

describe("restarts", () => {
  for (const [line, meaning] of [
    [
      "rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
      "restart: power-up, or the reset button (EN)",
    ],
    [
      "ets Jul 29 2019 12:21:46 rst:0x1 (POWERON),boot:0xc (SPI_FAST_FLASH_BOOT)",
      "restart: power-up, or the reset button (EN)",
    ],
    ["rst:0xf (RTCWDT_BROWN_OUT_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)", /brown-out/],
    ["rst:0x7 (TG0WDT_SYS_RESET),boot:0x13", "restart: a watchdog: the program hung"],
    ["rst:0x8 (TG1WDT_SYS_RST),boot:0xc", /watchdog/],
    ["rst:0xc (SW_CPU_RESET),boot:0x13", /the program itself/],
    ["rst:0x3 (RTC_SW_SYS_RST),boot:0xc", /the program itself/],
    ["rst:0x5 (DEEPSLEEP_RESET),boot:0x13", "restart: the end of deep sleep"],
    ["rst:0x15 (USB_UART_CHIP_RESET),boot:0xc", "restart: the PC, over USB"],
    ["rst:0x99 (NEW_NAME),boot:0x13", "restart: NEW_NAME"],
    [
      "Guru Meditation Error: Core  0 panic'ed (LoadProhibited). Exception was unhandled.",
      "crash: a bad pointer in C code",
    ],
    ["Guru Meditation Error: Core  1 panic'ed (Interrupt wdt timeout on CPU1). ", /interrupts/],
    ["Guru Meditation Error: Core  0 panic'ed (Something new). ", "crash: Something new"],
    [
      "E (30311) task_wdt: Task watchdog got triggered. The following tasks did not reset in time:",
      /task watchdog/,
    ],
    [
      "***ERROR*** A stack overflow in task main has been detected.",
      "board: the stack of task main was too small",
    ],
    ["Brownout detector was triggered", /supply/],
    ["abort() was called at PC 0x400d1234 on core 0", "board: C code gave up"],
    ["waiting for download", /BOOT/],
    ["invalid header: 0xffffffff", "board: there is no program in flash: npm run flash"],
    ["Arranque: encendido", "restart: power-up"],
    ["Arranque: el programa no respondía", "restart: a watchdog: the program hung"],
    ["Arranque: fallo del programa: memory full", "restart: the program failed (memory full)"],
    ["Arranque: fallo del programa", "restart: the program failed (it did not say why)"],
    ["Start: too long without a broker", "restart: no broker for too long"],
    ["Error: TypeError: x. El nodo se reinicia.", "board: the program failed: TypeError: x"],
  ] as const)
    test(line, () => {
      const told = explainRestart(line);
      if (typeof meaning === "string") assert.equal(told, meaning);
      else assert.match(told ?? "", meaning);
    });

  test("other lines tell of none", () => {
    for (const line of [
      "",
      "Clima: 24.0 °C, 40.0 %",
      "MQTT: conectado como vigia, tema t",
      "the first rst: line",
    ])
      assert.equal(explainRestart(line), undefined, line);
  });
});
