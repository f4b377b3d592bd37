/** `npm run broker`: an own broker on an installed Mosquitto, with TLS and logins that it makes itself. */
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import { join } from "node:path";
import { makeCertificates } from "./broker/certificates.ts";
import { logins, makeLogins, updateAddress } from "./broker/logins.ts";
import { demandFree, demandMosquitto, ended, startMosquitto } from "./broker/mosquitto.ts";
import { brokerUrl } from "./lib/broker-address.ts";
import { runCommand } from "./lib/main.ts";
import { spanishCommand, wholeNumber } from "./lib/spanish.ts";

interface Options {
  host: string;
  port: number;
  name: string[];
  prepare?: boolean;
}

const broker = "broker";
const local = join(broker, "local");
const loopback = ["127.0.0.1", "::1", "localhost"];

const program = spanishCommand("npm run broker --")
  .description(
    "Tu propio broker: Mosquitto con TLS, usuarios y permisos. Hace lo que le falte y lo pone en marcha.",
  )
  .option("--host <dirección>", "dónde escucha; 0.0.0.0 es en todas las redes de este ordenador", "127.0.0.1")
  .option("--port <número>", "su puerto", wholeNumber(1, 65535), 8883)
  .option(
    "--name <nombre>",
    "otro nombre o dirección para el certificado; se puede repetir",
    (text: string, previous: string[]) => [...previous, text],
    [],
  )
  .option("--prepare", "hace certificados y usuarios, y termina (para docker: broker/compose.yaml)")
  .addHelpText(
    "after",
    `
Todo lo que hace queda en broker/local/, que git no guarda: la CA y el certificado (tls/), las contraseñas y una
configuración para cada usuario:
  broker/local/nodo.env      el nodo "casa": escribe en vigia/casa y debajo
  broker/local/usuario.env   "usuario": lee todos los nodos y les da órdenes
Para empezar de nuevo, borra broker/local/.

Ejemplos:
  npm run broker
  npm start -- --env broker/local/nodo.env
  npm run consumer -- --env broker/local/usuario.env
  npm run broker -- --host 0.0.0.0 --name 192.168.1.20     para un ESP32 de tu red`,
  )
  .parse();

/** This machine's addresses in its networks, IPv4. */
const addresses = () =>
  Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);

/** Every name by which a client reaches the broker. */
function namesFor({ host, name }: Options): string[] {
  const others = loopback.includes(host)
    ? []
    : host === "0.0.0.0" || host === "::"
      ? [hostname(), ...addresses()]
      : [host];
  return [...new Set(["localhost", "127.0.0.1", ...others, ...name])];
}

let child: ChildProcess | undefined;

async function close(): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.once("close", resolve));
  child.kill("SIGTERM");
  await ended;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);

function prepare(options: Options): string {
  if (!existsSync(join(broker, "mosquitto.conf")))
    throw new Error(`no está ${broker}/mosquitto.conf: ejecuta esto en la carpeta del proyecto`);
  mkdirSync(join(local, "data"), { recursive: true, mode: 0o700 });
  const url = brokerUrl({ host: options.name[0] ?? "localhost", port: options.port, secure: true });
  if (makeCertificates(broker, join(local, "tls"), namesFor(options)))
    say(`Certificado para ${namesFor(options).join(", ")}, firmado por la CA ${local}/tls/ca.pem`);
  if (makeLogins(local, url, `${local}/tls/ca.pem`))
    for (const { user, file } of logins) say(`Usuario "${user}": su configuración está en ${local}/${file}`);
  else updateAddress(local, url);
  return url;
}

await runCommand(async () => {
  const options = program.opts<Options>();
  const { host, port } = options;
  if (!options.prepare) {
    demandMosquitto();
    await demandFree(host, port);
  }
  const url = prepare(options);
  if (options.prepare) return 0;
  const mosquitto = await startMosquitto(broker, host, port);
  child = mosquitto;
  say(
    `Broker en marcha: ${url}${loopback.includes(host) ? ", solo para este ordenador" : `, escucha en ${host}`}`,
  );
  const code = await new Promise<number>((resolve) =>
    mosquitto.once("close", (status) => resolve(status ?? 1)),
  );
  throw new Error(ended(code));
}, close);
