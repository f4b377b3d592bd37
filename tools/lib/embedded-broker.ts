/** The broker that `npm start` brings: aedes on loopback, on the first free port from 1883 up. */
import { createServer, type Server, type Socket } from "node:net";
import type { Aedes } from "aedes";

export interface EmbeddedBroker {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const host = "127.0.0.1";
const firstPort = 1883;
const tries = 100;

function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => resolve(true));
  });
}

/** User and password that every client must have. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

async function createAedes(login: Login | undefined): Promise<Aedes> {
  const { Aedes } = await import("aedes");
  if (!login) return Aedes.createBroker();
  return Aedes.createBroker({
    authenticate: (_client, user, password, done) =>
      done(null, user === login.user && (password?.toString() ?? "") === login.password),
  });
}

/**
 * Opens the port at once; whoever connects waits until aedes is loaded, a tenth of a second in which the board
 * starts already.
 * @throws Error when a hundred ports in a row are taken
 */
export async function startBroker(login?: Login): Promise<EmbeddedBroker> {
  let loading: Promise<Aedes> | undefined;
  const load = () => {
    loading ??= createAedes(login);
    return loading;
  };
  const sockets = new Set<Socket>();
  for (let port = firstPort; port < firstPort + tries; port++) {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
      void load().then((aedes) => aedes.handle(socket));
    });
    if (!(await listen(server, port))) continue;
    const close = async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      const aedes = await loading;
      if (aedes) await new Promise<void>((resolve) => aedes.close(() => resolve()));
    };
    return { host, port, close };
  }
  throw new Error(`no free port for a broker from ${firstPort} to ${firstPort + tries - 1}: use --broker`);
}
