/** Servers on loopback for tests of TLS: good ones, bad ones, and ones that are no TLS servers at all. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { createServer as createTLSServer, type TlsOptions } from "node:tls";
import type { Identity } from "./certificates.ts";

const servers = new Set<Server>();
const sockets = new Set<Socket>();

async function listen(server: Server): Promise<number> {
  servers.add(server);
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("error", () => {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Says everything again, with a `!` behind it in a record of its own. @returns its port */
export function echoServer({ chain, key }: Identity, options: TlsOptions = {}): Promise<number> {
  const server = createTLSServer(
    { cert: readFileSync(chain), key: readFileSync(key), ...options },
    (socket) => {
      socket.on("error", () => {});
      socket.on("data", (bytes) => {
        socket.write(bytes);
        socket.write("!");
      });
    },
  );
  server.on("tlsClientError", () => {});
  return listen(server);
}

/** Answers whatever comes with the same bytes, or hangs up. @returns its port */
export function rawServer(answer: Uint8Array | undefined): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.once("data", () => {
        if (answer) socket.write(answer);
        else socket.end();
      });
    }),
  );
}

/**
 * Stands before a server and spoils what it says.
 * @param spoil gets all bytes and where they are in the server's; may change them, and returns how many go on;
 * when it is not all of them, the connection ends
 * @returns its port
 */
export function spoiler(port: number, spoil: (bytes: Buffer, at: number) => number): Promise<number> {
  return listen(
    createServer((socket) => {
      const server = connect(port, "127.0.0.1");
      sockets.add(server.on("error", () => {}));
      let at = 0;
      socket.pipe(server);
      server.on("data", (bytes) => {
        const count = spoil(bytes, at);
        at += bytes.length;
        socket.write(bytes.subarray(0, count));
        if (count < bytes.length) {
          socket.end();
          server.destroy();
        }
      });
      server.on("end", () => socket.end());
    }),
  );
}

export function closeServers(): void {
  for (const server of servers) server.close();
  for (const socket of sockets) socket.destroy();
  servers.clear();
  sockets.clear();
}
