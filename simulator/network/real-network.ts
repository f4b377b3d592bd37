/** The PC's own network. The time is the PC's: no time server is asked. */
import { lookup } from "node:dns";
import { connect, type Socket } from "node:net";
import type { Connection, ConnectionListener, Network } from "./network.ts";

export class RealNetwork implements Network {
  resolve(name: string, done: (address: string | undefined) => void): void {
    lookup(name, { family: 4 }, (error, address) => done(error ? undefined : address));
  }

  connect(address: string, port: number, listener: ConnectionListener): Connection {
    const socket: Socket = connect({ host: address, port, noDelay: true });
    let over = false;
    const end = (cause: string) => {
      if (over) return;
      over = true;
      socket.destroy();
      listener.error(cause);
    };
    socket.on("connect", () => over || listener.connected());
    socket.on("data", (bytes) => over || listener.data(bytes));
    socket.on("error", (error) => end(error.message));
    socket.on("close", () => end("closed by the peer"));
    return {
      write: (bytes) => void socket.write(bytes, () => over || listener.sent(bytes.length)),
      pause: () => void socket.pause(),
      resume: () => void socket.resume(),
      close: () => {
        over = true;
        socket.end();
        socket.setTimeout(1000, () => socket.destroy());
      },
      drop: () => {
        over = true;
        socket.pause();
        socket.unref();
        setTimeout(() => socket.destroy(), 600_000).unref();
      },
    };
  }

  time(_server: string, done: (milliseconds: number | undefined) => void): void {
    setImmediate(() => done(Date.now()));
  }
}
