/** `npm run command -- ON|OFF|TOGGLE`: tells a node what to do, signed where it has a secret. */
import { createHmac } from "node:crypto";
import { Argument } from "commander";
import type { MqttClient } from "mqtt";
import { connectBroker } from "./lib/broker-client.ts";
import { type Flags, readConfiguration, targetOf } from "./lib/configuration.ts";
import { addConfigurationOptions, configurationFlags } from "./lib/configuration-options.ts";
import { runCommand } from "./lib/main.ts";
import { spanishCommand } from "./lib/spanish.ts";

const program = addConfigurationOptions(spanishCommand("npm run command --"), "es")
  .description("Da una orden a un nodo: alarma activada (ON), desactivada (OFF) o lo contrario (TOGGLE).")
  .addArgument(new Argument("<orden>", "lo que debe hacer").choices(["ON", "OFF", "TOGGLE"]))
  .addHelpText(
    "after",
    `
La configuración es la de todas las herramientas: .env (mira .env.example), variables de entorno y opciones. Con
VIGIA_COMMAND_SECRET, el command_secret del nodo, la orden va firmada (HMAC-SHA256 de tema, orden y hora). Un nodo
sin secreto solo obedece en un broker con usuario y contraseña.
Código de salida: 0 cuando el broker tiene la orden, 1 si no; el nodo dice en su consola si la cumple.

Ejemplo:
  npm run command -- ON`,
  )
  .parse();

/** As network/commands.ts reads it: the counter is the time in ms. */
function signed(command: string, topic: string, secret: string): string {
  const counter = String(Date.now());
  const signature = createHmac("sha256", secret).update(`${topic}\n${command}\n${counter}`).digest("hex");
  return `${command} ${counter} ${signature}`;
}

let client: MqttClient | undefined;

await runCommand(
  async () => {
    const [command] = program.processedArgs as [string];
    const flags = configurationFlags(program.opts<Flags>());
    const configuration = readConfiguration({ flags, language: "es" });
    const { secret, settings } = configuration;
    const { broker, topic } = targetOf(configuration);
    const name = `${topic}/${settings.topic_alarm ?? "alarma"}/set`;
    client = await connectBroker(broker, { prefix: "command", language: "es", reconnectPeriod: 0 });
    const lost = new Promise<never>((_resolve, reject) =>
      client?.once("close", () =>
        reject(new Error("el broker cortó la conexión antes de confirmar la orden: repítela.")),
      ),
    );
    await Promise.race([
      client.publishAsync(name, secret ? signed(command, name, secret) : command, { qos: 1 }),
      lost,
    ]);
    lost.catch(() => {});
    if (!secret && !broker.user)
      process.stderr.write(
        "vigia: aviso: sin VIGIA_COMMAND_SECRET ni usuario, un nodo no atiende órdenes: cualquiera podría darlas.\n",
      );
    process.stdout.write(`Enviada la orden ${command} a ${name}${secret ? ", firmada" : ""}\n`);
    return 0;
  },
  async () => {
    await client?.endAsync(!client.connected);
  },
);
