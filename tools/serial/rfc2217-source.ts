/**
 * A serial port behind TELNET (RFC 854) with the com port option (RFC 2217): Wokwi's `rfc2217ServerPort`, ser2net,
 * esp_rfc2217_server. A server that knows no TELNET is taken as a plain TCP line.
 */
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { ToolchainError } from "../toolchain/problem.ts";
import {
  type Connection,
  type ConnectionListener,
  type ConnectionSource,
  restartTime,
} from "./connection.ts";
import { escaped, negotiation, subnegotiation, TelnetReader, Verb } from "./telnet.ts";

/** TELNET options that are agreed to, in both directions. */
const Binary = 0;
const SuppressGoAhead = 3;
const ComPort = 44;
const agreed = [Binary, SuppressGoAhead, ComPort];

/** RFC 2217: commands of a client, and their values. */
const SetBaudRate = 1;
const SetDataSize = 2;
const SetParity = 3;
const SetStopSize = 4;
const SetControl = 5;
const NoParity = 1;
const OneStopBit = 1;
const ReadyToSendOn = 11;
const ReadyToSendOff = 12;

const connectTimeout = 5000;

function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: connectTimeout, noDelay: true });
    const fail = (cause: string) => {
      socket.destroy();
      reject(
        new ToolchainError(
          `no serial server answers at ${host}:${port} (${cause})`,
          "is the simulation running, and rfc2217ServerPort set in wokwi.toml?",
        ),
      );
    };
    socket.once("connect", () => {
      socket.setTimeout(0);
      resolve(socket);
    });
    socket.once("timeout", () => fail("no answer"));
    socket.once("error", (error: NodeJS.ErrnoException) => fail(error.code ?? error.message));
  });
}

/** Answers each offer and request once: an answer to an answer would never end. */
function negotiator(write: (bytes: Buffer) => void, onComPort: () => void) {
  const [local, remote] = [new Set<number>(), new Set<number>()];
  return (verb: number, option: number): void => {
    const known = agreed.includes(option);
    if (verb === Verb.Do && !local.has(option)) {
      local.add(option);
      if (option === ComPort) onComPort();
      else write(negotiation(known ? Verb.Will : Verb.Wont, option));
    } else if (verb === Verb.Will && !remote.has(option)) {
      remote.add(option);
      write(negotiation(known ? Verb.Do : Verb.Dont, option));
    }
  };
}

export class RFC2217Source implements ConnectionSource {
  readonly name: string;
  readonly #host: string;
  readonly #port: number;
  readonly #baud: number;

  constructor(host: string, port: number, baud: number) {
    this.name = `${host}:${port}`;
    this.#host = host;
    this.#port = port;
    this.#baud = baud;
  }

  async open({ onData, onLost }: ConnectionListener): Promise<Connection> {
    const socket = await connected(this.#host, this.#port);
    const write = (bytes: Buffer) => void socket.write(bytes);
    const baud = Buffer.alloc(4);
    baud.writeUInt32BE(this.#baud);
    const send = (command: number, ...values: number[]) =>
      write(subnegotiation(ComPort, [command, ...values]));
    let controls = false;
    const negotiate = negotiator(write, () => {
      controls = true;
      send(SetBaudRate, ...baud);
      send(SetDataSize, 8);
      send(SetParity, NoParity);
      send(SetStopSize, OneStopBit);
    });
    const reader = new TelnetReader({ data: onData, negotiation: negotiate });
    let closed = false;
    socket.on("data", (bytes) => reader.take(bytes));
    socket.on("error", () => {});
    socket.once("close", () => {
      if (!closed) onLost();
    });
    write(negotiation(Verb.Will, ComPort));
    return {
      write: (bytes) => write(escaped(bytes)),
      async restart() {
        if (!controls) return;
        send(SetControl, ReadyToSendOn);
        await wait(restartTime);
        send(SetControl, ReadyToSendOff);
      },
      async close() {
        closed = true;
        socket.destroy();
      },
    };
  }
}
