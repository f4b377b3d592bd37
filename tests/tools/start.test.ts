/** `npm start` from outside: its options, its end, what it leaves behind. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { isMessage, payloads, start } from "../support/start.ts";
import { project } from "../support/xs-program.ts";

/** Waits until these processes, a line each, are gone: who kills does not wait for the end. */
async function areGone(processes: string): Promise<boolean> {
  const paths = processes.split("\n").map((id) => `/proc/${id.trim()}`);
  const until = Date.now() + 5000;
  while (paths.some((path) => existsSync(path))) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return true;
}

/** With the time, once the clock is set. */
const climate = /\{"temp":24\.0,"humidity":40\.0(,"time":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")?\}$/;

describe("npm start", { concurrency: 3 }, () => {
  test("15 s with two presses: readings, alarm on, alarm off, exit 0", async () => {
    const run = start(["--for", "15s", "--press", "6s", "--press", "9s"]);
    assert.equal(await run.ended, 0, run.errors());
    assert.ok(payloads(run.events, "vigia/casa/clima").length >= 3);
    for (const payload of payloads(run.events, "vigia/casa/clima")) assert.match(payload, climate);
    assert.deepEqual(payloads(run.events, "vigia/casa/alarma"), [
      "Alarma desactivada",
      "Alarma activada",
      "Alarma desactivada",
    ]);
    assert.equal(payloads(run.events, "vigia/casa/estado")[0], "online");
    const lamps = run.events.flatMap((event) =>
      event.event === "lamp" && event.part === "lamp" ? [event.lit] : [],
    );
    assert.deepEqual(lamps, [true, false]);
    assert.equal(run.events.at(-1)?.event, "end");
  });

  test("the same against Mosquitto, as mosquitto_sub prints it", {
    skip: skipWithout("mosquitto", "mosquitto_sub"),
  }, async () => {
    const broker = await startMosquitto();
    try {
      const subscriber = spawn(
        "mosquitto_sub",
        ["-p", String(broker.port), "-v", "-q", "1", "-t", "casa/salon/#"],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      let output = "";
      subscriber.stdout.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
      const url = `mqtt://127.0.0.1:${broker.port}`;
      const run = start([
        "--broker",
        url,
        "--topic",
        "casa/salon",
        "--for",
        "15s",
        "--press",
        "6s",
        "--press",
        "9s",
      ]);
      assert.equal(await run.ended, 0, run.errors());
      // The run's end cuts the power, so the broker publishes the will.
      const until = Date.now() + 5000;
      while (!output.includes("estado offline") && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 20));
      subscriber.kill();
      const lines = output.trim().split("\n");
      assert.ok(
        lines.filter((line) => line.startsWith("casa/salon/clima {") && climate.test(line)).length >= 3,
      );
      assert.deepEqual(
        lines.filter((line) => line.startsWith("casa/salon/alarma ")),
        [
          "casa/salon/alarma Alarma desactivada",
          "casa/salon/alarma Alarma activada",
          "casa/salon/alarma Alarma desactivada",
        ],
      );
      assert.ok(lines.includes("casa/salon/estado online"));
      assert.ok(lines.includes("casa/salon/estado offline"), "the will");
    } finally {
      await broker.close();
    }
  });

  test("an interrupt at any moment leaves no process and no file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "start-"));
    const environment = { TMPDIR: folder };
    try {
      for (const delay of [30, 200, 600, 900, 1500]) {
        const run = start([], environment);
        await new Promise((resolve) => setTimeout(resolve, delay));
        run.child.kill("SIGINT");
        const code = await run.ended;
        assert.ok(code === 130 || code === "SIGINT", `after ${delay} ms: ${code}`);
      }
      const run = start([], environment);
      await run.until(isMessage);
      const board = execFileSync("pgrep", ["-P", String(run.child.pid)], { encoding: "utf8" }).trim();
      run.child.kill("SIGINT");
      assert.equal(await run.ended, 130);
      assert.ok(await areGone(board), "the board's process is gone");
      // tsx keeps what it has compiled.
      assert.deepEqual(
        readdirSync(folder).filter((name) => !name.startsWith("tsx-")),
        [],
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a run that is killed takes its board with it", async () => {
    const run = start([]);
    await run.until(isMessage);
    const board = execFileSync("pgrep", ["-P", String(run.child.pid)], { encoding: "utf8" }).trim();
    run.child.kill("SIGKILL");
    await run.ended;
    assert.ok(await areGone(board), "the board's process is gone");
  });

  test("what is typed reaches the node, restarts it as asked, and is told without its secrets", async () => {
    const run = start(
      ["--for", "9s", "--type", "1s:wifi Wokwi-GUEST claveclave", "--type", "2s:intervalo 2"].concat([
        "--type",
        "3s:wifi Wokwi-GUEST",
        "--type",
        "4s:reiniciar",
        "--type",
        "6s:estado",
      ]),
    );
    assert.equal(await run.ended, 0, run.errors());
    const lines = run.events.flatMap((event) => (event.event === "console" ? [event.line] : []));
    assert.ok(lines.includes("Arranque: reinicio pedido"), lines.join("\n"));
    assert.match(
      lines.find((line) => line.startsWith("Estado: "))!,
      /intervalo 2 s; .*arranque: reinicio pedido$/,
    );
    assert.deepEqual(
      run.events.flatMap((event) => (event.event === "type" ? [event.command] : [])),
      ["wifi", "intervalo", "wifi", "reiniciar", "estado"],
    );
    assert.doesNotMatch(JSON.stringify(run.events), /claveclave/);
    assert.equal(run.events.filter(({ event }) => event === "died").length, 1);
  });

  test("without a reading the exit code is 1", async () => {
    const run = start(["--for", "1s"]);
    assert.equal(await run.ended, 1);
  });
});

describe("npm start refuses what it cannot use", { concurrency: 2 }, () => {
  const cases: [string, string[], RegExp][] = [
    ["a broker of another kind", ["--broker", "http://localhost"], /--broker.*mqtt:\/\/host:port/],
    ["a duration without sense", ["--for", "soon"], /--for.*12s/],
    ["a press at no time", ["--press", "-3"], /--press/],
    ["a topic with a wildcard", ["--topic", "casa/#"], /--topic.*#/],
    ["a typed line without a time", ["--type", "estado"], /--type.*3s:estado/],
    ["nothing typed", ["--type", "3s: "], /--type.*3s:estado/],
    ["an unknown option", ["--boker", "x"], /unknown option.*\n?.*--broker/],
    ["a diagram that is not there", ["--diagram", "none.json"], /none\.json/],
    ["a manifest that is not there", ["--manifest", "none.json"], /none\.json/],
    [
      "a broker that does not answer",
      ["--broker", "mqtt://127.0.0.1:1"],
      /no MQTT broker answers at mqtt:\/\/127\.0\.0\.1:1/,
    ],
  ];
  for (const [name, args, expected] of cases)
    test(name, async () => {
      const run = start(args);
      assert.equal(await run.ended, 1);
      assert.match(run.errors(), expected);
      assert.doesNotMatch(run.errors(), /\n {4}at /, "no stack trace");
    });

  test("--help says all", () => {
    const { stdout, status } = spawnSync(process.execPath, ["--import", "tsx", "tools/start.ts", "--help"], {
      cwd: project,
      encoding: "utf8",
    });
    assert.equal(status, 0);
    for (const option of [
      "--broker",
      "--for",
      "--press",
      "--topic",
      "--diagram",
      "--json",
      "--virtual",
      "--replay",
    ])
      assert.match(stdout, new RegExp(option));
  });
});
