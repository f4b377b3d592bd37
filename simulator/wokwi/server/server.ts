/** Wokwi's protocol on a port of this computer: a simulation for each connection. */
import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { runCommand } from "./commands.ts";
import { CommandError, parseCommand, type ServerMessage } from "./messages.ts";
import { Session, type SessionOptions } from "./session.ts";

export interface WokwiServerOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** What clients must send as `Authorization: Bearer TOKEN`; undefined for anybody. */
  readonly token: string | undefined;
  readonly mostConnections: number;
  readonly appVersion: string;
  readonly session: Pick<SessionOptions, "diagram" | "firmwareName" | "open">;
  log(text: string): void;
}

/** An image of 16 MB in base64, in JSON. */
const mostMessageBytes = 24 * 1024 * 1024;
/** What a client has not read. */
const mostUnread = 32 * 1024 * 1024;
/** Messages of a client that are not answered yet. */
const mostWaiting = 32;
/** Milliseconds between two questions whether a client is still there. */
const pingInterval = 30_000;
const goingAway = 1001;
const tooSlow = 1008;

export class WokwiServer {
  readonly #options: WokwiServerOptions;
  readonly #http: Server = createServer((_request, response) => {
    response.writeHead(426, { "content-type": "text/plain", connection: "close" });
    response.end("Wokwi's protocol is spoken here, over a WebSocket.\n");
  });
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: mostMessageBytes });
  readonly #sessions = new Set<Session>();
  #connections = 0;

  constructor(options: WokwiServerOptions) {
    this.#options = options;
    this.#http.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
  }

  /** Listens. @returns the port; @throws Error when it is taken */
  listen(): Promise<number> {
    const { host, port } = this.#options;
    return new Promise((resolve, reject) => {
      this.#http.once("error", (error: NodeJS.ErrnoException) =>
        reject(new Error(`${host}:${port} cannot be listened on (${error.code}): use another --port`)),
      );
      this.#http.listen(port, host, () => resolve((this.#http.address() as AddressInfo).port));
    });
  }

  /** Ends all simulations and connections. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.close(goingAway, "the server ends");
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    await Promise.all([...this.#sessions].map((session) => session.close()));
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.closeAllConnections();
    await closed;
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusal(request);
    if (refusal) {
      socket.on("error", () => {});
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#connect(webSocket));
  }

  #refusal({ headers }: IncomingMessage): string | undefined {
    const { token, mostConnections } = this.#options;
    // A page of a website that is open in this computer's browser must not get in.
    if (headers.origin !== undefined && !isLoopback(headers.origin)) return "403 Forbidden";
    if (token !== undefined && !isSame(headers.authorization ?? "", `Bearer ${token}`))
      return "401 Unauthorized";
    return this.#sockets.clients.size >= mostConnections ? "503 Service Unavailable" : undefined;
  }

  #connect(socket: WebSocket): void {
    const number = ++this.#connections;
    const log = (text: string) => this.#options.log(`connection ${number}: ${text}`);
    const send = (message: ServerMessage) => {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > mostUnread) {
        log("the client does not read: closed");
        socket.close(tooSlow, "the client does not read");
        return;
      }
      socket.send(JSON.stringify(message));
    };
    const session = new Session({ ...this.#options.session, send, log });
    this.#sessions.add(session);
    log("open");

    let work = Promise.resolve();
    let waiting = 0;
    socket.on("message", (data) => {
      if (++waiting >= mostWaiting) socket.pause();
      work = work.then(async () => {
        await answer(session, data.toString(), send, log);
        if (--waiting < mostWaiting && socket.isPaused) socket.resume();
      });
    });
    socket.on("error", (error) => log(error.message));
    let alive = true;
    const ping = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      socket.ping();
    }, pingInterval);
    socket.on("pong", () => {
      alive = true;
    });
    socket.on("close", () => {
      clearInterval(ping);
      this.#sessions.delete(session);
      log("closed");
      session.close().catch((error: Error) => log(error.message));
    });
    send({
      type: "hello",
      protocolVersion: 1,
      appName: "Vigía virtual board",
      appVersion: this.#options.appVersion,
    });
  }
}

/** Does what a message asks for; an error is the asker's alone. */
async function answer(
  session: Session,
  text: string,
  send: (message: ServerMessage) => void,
  log: (text: string) => void,
): Promise<void> {
  let command: ReturnType<typeof parseCommand>;
  try {
    command = parseCommand(text);
  } catch (error) {
    send({ type: "error", message: (error as Error).message });
    return;
  }
  const response = (result: unknown, error: boolean) =>
    send({ type: "response", command: command.command, id: String(command.id), result, error });
  try {
    response(await runCommand(session, command.command, command.params), false);
  } catch (error) {
    const { message } = error as Error;
    const code = error instanceof CommandError ? error.code : error instanceof RangeError ? 400 : 500;
    if (code === 500) log(`${command.command}: ${(error as Error).stack}`);
    response({ code, message }, true);
  }
}

function isLoopback(origin: string): boolean {
  try {
    return ["localhost", "127.0.0.1", "[::1]"].includes(new URL(origin).hostname);
  } catch {
    return false;
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
