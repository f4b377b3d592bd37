/** `npm run monitor`: the serial console of a board, real or Wokwi's. */
import { Command } from "commander";
import { runCommand } from "./lib/main.ts";
import { baudRate, duration, fileName, hostAndPort } from "./lib/values.ts";
import { Monitor } from "./monitor/monitor.ts";
import { Screen } from "./monitor/screen.ts";
import type { ConnectionSource } from "./serial/connection.ts";
import { choosePort, listPorts } from "./serial/ports.ts";
import { RFC2217Source } from "./serial/rfc2217-source.ts";
import { SerialSource } from "./serial/serial-source.ts";

interface Options {
  port?: string;
  baud: number;
  rfc2217?: { host: string; port: number };
  log?: string;
  for?: number;
  reset?: boolean;
  timeStamps: boolean;
}

const options = new Command("npm run monitor --")
  .description("Shows what the board says, with the time; what is typed goes to the board, line by line.")
  .option("--port <port>", "serial port; without it the only one there is")
  .option("--baud <rate>", "speed of the port", baudRate, 115_200)
  .option(
    "--rfc2217 <host:port>",
    "a serial port over TCP instead, as Wokwi's rfc2217ServerPort",
    hostAndPort,
  )
  .option("--reset", "restart the board first, to see it boot")
  .option("--log <file>", "append what the board says to a file; what is typed is never in it", fileName)
  .option("--for <duration>", "end after this long, as in 12s", duration)
  .option("--no-time-stamps", "lines as they are")
  .addHelpText(
    "after",
    `
Ctrl-C or Ctrl-] leaves; the board goes on. A board that is unplugged is waited for. Lines that tell of a restart
are explained below them, after ---. The node's console has commands: type ayuda (or help).
Exit code: 0, or 1 when the port cannot be opened.

Examples:
  npm run monitor -- --reset
  npm run monitor -- --rfc2217 localhost:4000
  echo estado | npm run monitor -- --for 3s`,
  )
  .showHelpAfterError("(--help lists the options)")
  .allowExcessArguments(false)
  .parse()
  .opts<Options>();

async function source(): Promise<ConnectionSource> {
  const { port, baud, rfc2217 } = options;
  if (rfc2217) return new RFC2217Source(rfc2217.host, rfc2217.port, baud);
  return new SerialSource(choosePort(port, port === undefined ? await listPorts() : []), baud);
}

let monitor: Monitor | undefined;
let screen: Screen | undefined;

async function close(): Promise<void> {
  await monitor?.close();
  screen?.close();
}

await runCommand(async () => {
  const board = await source();
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const shown = new Screen({
    input: process.stdin,
    output: process.stdout,
    colours: process.stdout.isTTY === true && !process.env.NO_COLOR,
    timeStamps: options.timeStamps,
    onTyped: (line) => monitor?.send(line),
    onLeave: leave,
  });
  screen = shown;
  monitor = new Monitor({ source: board, screen: shown, log: options.log });
  await monitor.open(options.reset ?? false);
  shown.note(`connected to ${board.name}; Ctrl-C or Ctrl-] leaves`);
  shown.listen();
  if (options.for !== undefined) setTimeout(leave, options.for * 1000);
  await left;
  await close();
  return 0;
}, close);
