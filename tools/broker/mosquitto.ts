/** Mosquitto as it is installed, started on broker/mosquitto.conf with an address of its own. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Debian puts servers where a user's PATH does not look. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/local/sbin` };

/** @throws Error that says how to install it */
export function demandMosquitto(): void {
  if (!spawnSync("mosquitto", ["-h"], { env }).error) return;
  throw new Error(
    "falta Mosquitto. En Debian y Ubuntu: sudo apt install mosquitto; en macOS: brew install mosquitto. Con docker: " +
      "npm run broker -- --prepare y después docker compose -f broker/compose.yaml up",
  );
}

/** @throws Error when something listens there already, or the address is not this machine's */
export async function demandFree(host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer()
      .on("error", ({ code }: NodeJS.ErrnoException) => {
        const cause: Readonly<Record<string, string>> = {
          EADDRINUSE: `el puerto ${port} ya está ocupado: cierra lo que lo usa, o elige otro con --port`,
          EADDRNOTAVAIL: `${host} no es una dirección de este ordenador: mira las tuyas con "ip address"`,
          EACCES: `el puerto ${port} está reservado: elige uno mayor que 1023 con --port`,
        };
        reject(new Error(cause[code ?? ""] ?? `no se puede escuchar en ${host}:${port} (${code})`));
      })
      .listen(port, host, () => server.close(() => resolve()));
  });
}

/** broker/mosquitto.conf with the address in the place of the bare port. */
export function configurationFor(text: string, host: string, port: number): string {
  const lines = text.replace(/^listener .*$/m, `listener ${port} ${host}`);
  // Started by root it would become the user "mosquitto", who may not read the keys.
  return `${lines}\nuser ${userInfo().username}\n`;
}

/**
 * Resolves when Mosquitto listens; what it says goes to standard error.
 * @param broker the folder of mosquitto.conf
 * @throws Error when it ends at once
 */
export function startMosquitto(broker: string, host: string, port: number): Promise<ChildProcess> {
  const file = join("local", "mosquitto.conf");
  mkdirSync(join(broker, "local", "data"), { recursive: true, mode: 0o700 });
  const text = readFileSync(join(broker, "mosquitto.conf"), "utf8");
  writeFileSync(join(broker, file), configurationFor(text, host, port));
  const child = spawn("mosquitto", ["-c", file], { cwd: broker, env, stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((resolve, reject) => {
    child.once("close", (code) => reject(new Error(ended(code))));
    createInterface({ input: child.stderr }).on("line", (line) => {
      process.stderr.write(`${line}\n`);
      if (/^\S+ mosquitto version \S+ running$/.test(line)) resolve(child);
    });
  });
}

export const ended = (code: number | null): string =>
  `Mosquitto ha terminado${code === null ? "" : ` con el código ${code}`}: lee arriba lo que dice.`;
