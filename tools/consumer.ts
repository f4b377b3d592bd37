/** `npm run consumer`: the lesson's second program. Subscribes and shows each message until it is stopped. */

import { Option } from "commander";
import type { MqttClient } from "mqtt";
import { listen } from "./consumer/listen.ts";
import { Plot } from "./consumer/plot.ts";
import { MessageJSON, MessageLines, type MessageView } from "./consumer/views.ts";
import { brokerUrl } from "./lib/broker-address.ts";
import { connectBroker } from "./lib/broker-client.ts";
import { type Flags, readConfiguration, targetOf } from "./lib/configuration.ts";
import { addConfigurationOptions, configurationFlags } from "./lib/configuration-options.ts";
import { runCommand } from "./lib/main.ts";
import { durationRefusal, refusing, spanishCommand, wholeNumber } from "./lib/spanish.ts";
import { duration } from "./lib/values.ts";

interface Options extends Flags {
  filter?: string;
  qos: "0" | "1" | "2";
  count?: number;
  for?: number;
  json?: boolean;
  plot?: boolean;
}

const program = addConfigurationOptions(spanishCommand("npm run consumer --"), "es")
  .description("Se suscribe al tema base y a todo lo que hay debajo, y muestra cada mensaje que llega.")
  .option("--filter <filtro>", "suscríbete solo a esto; + es un nivel cualquiera, # el resto")
  .addOption(new Option("--qos <nivel>", "calidad de servicio").choices(["0", "1", "2"]).default("1"))
  .option("--count <número>", "termina tras tantos mensajes", wholeNumber(1, 1_000_000_000))
  .option("--for <duración>", "termina tras ese tiempo", refusing(duration, durationRefusal))
  .option("--json", "un objeto JSON por mensaje, para otros programas")
  .addOption(new Option("--plot", "dibuja temperatura y humedad según llegan").conflicts("json"))
  .addHelpText(
    "after",
    `
Sin --broker ni VIGIA_BROKER se usa el broker que ha abierto "npm start"; si no hay, mqtt://127.0.0.1:1883.
La configuración está en .env (mira .env.example); por encima, las variables de entorno; por encima, las opciones.
Si el broker desaparece, sigue intentándolo. Ctrl-C termina.
Código de salida: 0 si termina por --count o --for, 1 si no se puede usar el broker o faltan mensajes de --count al
acabar el tiempo de --for, 130 tras Ctrl-C.

Ejemplos:
  npm run consumer
  npm run consumer -- --plot
  npm run consumer -- --broker public --topic vigia/ana-perez-7f3a --json --count 10`,
  )
  .parse();

let client: MqttClient | undefined;
let view: MessageView | undefined;

const write = (text: string) => void process.stdout.write(text);
const note = (line: string) => void process.stderr.write(`${line}\n`);

function viewOf({ json, plot }: Options): MessageView {
  const { isTTY, columns = 80 } = process.stdout;
  const colours = isTTY === true && !process.env.NO_COLOR;
  if (json) return new MessageJSON(write, note);
  if (plot) return new Plot({ write, live: isTTY === true, colours, width: columns });
  return new MessageLines(write, colours);
}

async function close(): Promise<void> {
  view?.close();
  view = undefined;
  await client?.endAsync(true);
}

await runCommand(async () => {
  const options = program.opts<Options>();
  const configuration = readConfiguration({ flags: configurationFlags(options), language: "es" });
  const { broker, topic } = targetOf(configuration);
  client = await connectBroker(broker, { prefix: "consumer", language: "es", reconnectPeriod: 1000 });
  const shown = viewOf(options);
  view = shown;
  shown.say(`Conectado al broker ${brokerUrl(broker)} como ${client.options.clientId}`);
  const { count, for: time } = options;
  const received = await listen(client, {
    broker,
    filter: options.filter ?? `${topic}/#`,
    qos: Number(options.qos) as 0 | 1 | 2,
    view: shown,
    ...(count !== undefined && { count }),
    ...(time !== undefined && { time }),
  });
  return count === undefined || received >= count ? 0 : 1;
}, close);
