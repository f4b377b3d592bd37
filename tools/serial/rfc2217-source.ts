/**
 * A serial port behind TELNET (RFC 854) with the com port option (RFC 2217): Wokwi's `rfc2217ServerPort`, ser2net,
 * esp_rfc2217_server. A server that knows no TELNET is taken as a plain TCP line.
 */
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { TelnetSocket } from "telnet-stream";
import { ToolchainError } from "../toolchain/problem.ts";
import {
  type Connection,
  type ConnectionListener,
  type ConnectionSource,
  restartTime,
} from "./connection.ts";

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
function negotiate(telnet: TelnetSocket, onComPort: () => void): void {
  const [local, remote] = [new Set<number>(), new Set<number>()];
  telnet.on("do", (option) => {
    if (local.has(option)) return;
    local.add(option);
    if (!agreed.includes(option)) telnet.writeWont(option);
    else if (option === ComPort) onComPort();
    else telnet.writeWill(option);
  });
  telnet.on("will", (option) => {
    if (remote.has(option)) return;
    remote.add(option);
    if (agreed.includes(option)) telnet.writeDo(option);
    else telnet.writeDont(option);
  });
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
    const telnet = new TelnetSocket(socket);
    const baud = Buffer.alloc(4);
    baud.writeUInt32BE(this.#baud);
    const send = (command: number, ...values: number[]) =>
      telnet.writeSub(ComPort, Buffer.from([command, ...values]));
    let controls = false;
    negotiate(telnet, () => {
      controls = true;
      send(SetBaudRate, ...baud);
      send(SetDataSize, 8);
      send(SetParity, NoParity);
      send(SetStopSize, OneStopBit);
    });
    let closed = false;
    telnet.on("data", (bytes) => onData(Buffer.from(bytes as Buffer)));
    socket.on("error", () => {});
    socket.once("close", () => {
      if (!closed) onLost();
    });
    telnet.writeWill(ComPort);
    return {
      write: (bytes) => void telnet.write(Buffer.from(bytes)),
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
