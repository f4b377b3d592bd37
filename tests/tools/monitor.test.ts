/** `npm run monitor` as a user runs it, with the virtual board at the other end of a cable. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { makePTY, type PTY } from "../support/pty.ts";
import { realNode } from "../support/real-node.ts";
import { project } from "../support/xs-program.ts";

const command = [process.execPath, "--import", "tsx", "tools/monitor.ts"] as const;

/** All that a process has written, and when it comes to hold something. */
class Output {
  text = "";
  readonly #waiting = new Set<() => void>();

  constructor({ stdout, stderr }: ChildProcess) {
    for (const stream of [stdout, stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.text += text;
        for (const wake of this.#waiting) wake();
      });
  }

  holds(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no ${pattern} in:\n${this.text}`)), 30_000);
      const look = () => {
        const match = pattern.exec(this.text);
        if (!match) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(match);
      };
      this.#waiting.add(look);
      look();
    });
  }
}

function monitor(...options: string[]) {
  const child = spawn(command[0], [...command.slice(1), ...options], { cwd: project, stdio: "pipe" });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return { child, output: new Output(child), ended };
}

let pty: PTY;
before(() => {
  pty = makePTY();
});
after(() => pty.remove());

test("the virtual board at a cable: lines with times, commands typed, a restart explained, unplugged and back, a log", async () => {
  const log = `${pty.port}.log`;
  let say = (_: string) => {};
  const node = await realNode({ port: 1 }, (line) => say(`${line}\r\n`));
  const toBoard = (bytes: Buffer) => node.board.writeSerial(bytes);
  let cable = await pty.plug(toBoard);
  const { child, output, ended } = monitor("--port", pty.port, "--log", log);
  try {
    await output.holds(/--- connected to .*tty/);
    say = cable.write;
    await output.holds(/ (MQTT|Clima): /);
    child.stdin.write("estado\n");
    await output.holds(/\d\d:\d\d:\d\d\.\d{3} Estado: .* alarma desactivada/);
    child.stdin.write("wifi Casa una-clave\n");
    await output.holds(/Consola: Wi-Fi guardado/);
    child.stdin.write("reiniciar\n");
    await output.holds(/Arranque: reinicio pedido\n--- restart: it was asked to, on its console\n/);

    await cable.unplug();
    await output.holds(/--- .*tty is gone; waiting/);
    cable = await pty.plug(toBoard);
    await output.holds(/--- .*tty is back/);
    say = cable.write;
    const before = output.text.length;
    child.stdin.write("ayuda\n");
    await output.holds(/reiniciar[\s\S]*restaurar/);
    assert.ok(output.text.length > before, "the board answers after it is back");

    child.kill("SIGINT");
    assert.equal(await ended, 130);
    const kept = readFileSync(log, "utf8");
    assert.match(kept, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z Arranque: reinicio pedido$/m);
    assert.ok(!kept.includes("una-clave") && !output.text.includes("una-clave"), "no password anywhere");
  } finally {
    child.kill("SIGKILL");
    node.close();
    await cable.unplug();
    rmSync(log, { force: true });
  }
});

test("on a terminal: a line to type in below what the board says; Ctrl-] leaves", async () => {
  const typed: string[] = [];
  const cable = await pty.plug((bytes) => typed.push(bytes.toString()));
  const terminal = pty.terminal(...command, "--port", pty.port, "--no-time-stamps");
  const output = new Output(terminal);
  try {
    await output.holds(/connected to[\s\S]*> /);
    terminal.stdin!.write("est");
    await output.holds(/> [\s\S]*est/);
    cable.write("rst:0x7 (TG0WDT_SYS_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r\n");
    await output.holds(/a watchdog: the program hung[\s\S]*> est/);
    terminal.stdin!.write("ado\r");
    terminal.stdin!.write("\x1b[A\r");
    while (typed.join("") !== "estado\r\nestado\r\n") await new Promise((resolve) => setImmediate(resolve));
    terminal.stdin!.write("\x1d");
    const [code] = await once(terminal, "close");
    assert.equal(code, 0, output.text);
  } finally {
    terminal.kill("SIGKILL");
    await cable.unplug();
  }
});

describe("RFC 2217", () => {
  const [IAC, DO, WILL, SB, SE, ComPort] = [255, 253, 251, 250, 240, 44];

  /** A server that knows the option and notes what it gets. */
  async function server(greeting: readonly number[]) {
    const got: number[] = [];
    let client: Socket | undefined;
    const listening = createServer((socket) => {
      client = socket;
      socket.on("data", (bytes) => got.push(...bytes));
      socket.on("error", () => {});
      socket.write(Buffer.from(greeting));
    }).listen(0, "127.0.0.1");
    await once(listening, "listening");
    const { port } = listening.address() as AddressInfo;
    return {
      got,
      port,
      write: (...bytes: number[]) => client?.write(Buffer.from(bytes)),
      drop: () => client?.destroy(),
      close: () => listening.close(),
    };
  }

  const includes = (all: readonly number[], part: readonly number[]) =>
    Buffer.from(all).includes(Buffer.from(part));
  const settled = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  test("speed and restart are asked for, 0xff is escaped both ways, a lost server is waited for", async () => {
    const wokwi = await server([IAC, DO, ComPort]);
    const { child, output, ended } = monitor("--rfc2217", `127.0.0.1:${wokwi.port}`, "--no-time-stamps");
    try {
      await output.holds(/connected/);
      await settled(() => includes(wokwi.got, [IAC, WILL, ComPort]));
      await settled(() => includes(wokwi.got, [IAC, SB, ComPort, 1, 0, 1, 0xc2, 0, IAC, SE]));
      wokwi.write(...Buffer.from("Vigía "), IAC, IAC, 13, 10);
      await output.holds(/Vigía \ufffd\n/);
      child.stdin.write("tema a\n");
      await settled(() => includes(wokwi.got, [...Buffer.from("tema a\r\n")]));
      wokwi.drop();
      await output.holds(/is gone/);
      await output.holds(/is back/);
      child.kill("SIGTERM");
      assert.equal(await ended, 143);
    } finally {
      child.kill("SIGKILL");
      wokwi.drop();
      wokwi.close();
    }
  });

  test("nobody answers", async () => {
    const { output, ended } = monitor("--rfc2217", "127.0.0.1:1");
    assert.equal(await ended, 1);
    assert.match(
      output.text,
      /^vigia: no serial server answers at 127\.0\.0\.1:1 \(ECONNREFUSED\): .*rfc2217ServerPort/,
    );
  });
});

test("what cannot be opened: told with its cause, exit code 1", async () => {
  for (const [options, message] of [
    [["--port", "/dev/vigia-none"], /^vigia: there is no \/dev\/vigia-none: /],
    [
      ["--port", "/dev/vigia-none", "--log", "/nowhere/log"],
      /^vigia: the log cannot be written: .*\/nowhere/,
    ],
    [["--baud", "fast"], /300 to 4000000/],
    [["--rfc2217", "host"], /host:port/],
  ] as const) {
    const { output, ended } = monitor(...options);
    assert.equal(await ended, 1);
    assert.match(output.text, message);
    assert.doesNotMatch(output.text, /\n +at /, "no stack trace");
  }
});
