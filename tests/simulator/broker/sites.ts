/** Three brokers for one suite: the model in virtual time, aedes in this process, and Mosquitto. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Aedes } from "aedes";
import { ModelBroker } from "../../../simulator/broker/model-broker.ts";
import type { Conditions } from "../../../simulator/network/conditions.ts";
import { SimulatedNetwork } from "../../../simulator/network/simulated-network.ts";
import { VirtualWorld } from "../../../simulator/world/virtual-world.ts";
import { startMosquitto } from "../../support/mosquitto.ts";
import { address, virtualSite } from "./bench.ts";
import type { Site, Transport } from "./raw-client.ts";

export interface BrokerSite extends Site {
  close(): Promise<void>;
}

/** Who may log in where a case asks for it; others come in without a name. */
export const login = { user: "ana", password: "secreto" } as const;

/** @param logins whether clients must log in */
export function modelSite(logins: boolean, conditions: Partial<Conditions> = {}): BrokerSite {
  const world = new VirtualWorld();
  const network = new SimulatedNetwork(world, { conditions });
  const access = logins ? { users: { [login.user]: login.password } } : {};
  const broker = new ModelBroker(world, network, { address, access });
  return { ...virtualSite(world, network, broker.port), close: async () => world.close() };
}

/** A site on loopback. `until` looks again whenever something has come. */
function loopback(port: number, close: () => Promise<void>): BrokerSite {
  const sockets = new Set<Socket>();
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const look of [...waiting]) look();
  };
  return {
    dial() {
      const socket = connect({ port, host: "127.0.0.1", noDelay: true });
      sockets.add(socket);
      const transport: Transport = {
        write: (bytes) => void socket.write(bytes),
        close: () => void socket.destroy(),
        onData: () => {},
        onClose: () => {},
      };
      socket.on("data", (bytes) => {
        transport.onData(bytes);
        wake();
      });
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        transport.onClose();
        wake();
      });
      return transport;
    },
    until: (met, milliseconds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!met()) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(true);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          resolve(met());
        }, milliseconds);
        waiting.add(look);
        look();
      }),
    async close() {
      for (const socket of sockets) socket.destroy();
      await close();
    },
  };
}

export async function aedesSite(logins: boolean): Promise<BrokerSite> {
  const aedes = await Aedes.createBroker(
    logins
      ? {
          authenticate: (_client, user, password, done) => {
            const right = user === login.user && password?.toString() === login.password;
            if (right) done(null, true);
            else done(Object.assign(new Error("login"), { returnCode: user === undefined ? 5 : 4 }), null);
          },
        }
      : {},
  );
  const server = createServer((socket) => void aedes.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return loopback(port, async () => {
    await new Promise<void>((resolve) => aedes.close(resolve));
    await new Promise((resolve) => server.close(resolve));
  });
}

export async function mosquittoSite(logins: boolean): Promise<BrokerSite> {
  const folder = mkdtempSync(join(tmpdir(), "vigia-passwords-"));
  const file = join(folder, "passwords");
  writeFileSync(file, passwordLine());
  const lines = logins ? ["allow_anonymous false", `password_file ${file}`] : ["allow_anonymous true"];
  const mosquitto = await startMosquitto({ lines });
  return loopback(mosquitto.port, async () => {
    await mosquitto.close();
    rmSync(folder, { recursive: true });
  });
}

/** As mosquitto_passwd writes it: PBKDF2 with SHA-512. */
function passwordLine(): string {
  const salt = randomBytes(12);
  const rounds = 101;
  const hash = pbkdf2Sync(login.password, salt, rounds, 64, "sha512");
  return `${login.user}:$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}\n`;
}
