/** `npm run publisher`: the lesson's first program. Connects and publishes a few messages, one a second. */
import { Option } from "commander";
import pc from "picocolors";
import { brokerUrl } from "./lib/broker-address.ts";
import { connectBroker } from "./lib/broker-client.ts";
import { type Flags, readConfiguration, targetOf } from "./lib/configuration.ts";
import { addConfigurationOptions, configurationFlags } from "./lib/configuration-options.ts";
import { runCommand } from "./lib/main.ts";
import { durationRefusal, refusing, spanishCommand, wholeNumber } from "./lib/spanish.ts";
import { duration } from "./lib/values.ts";
import { Publisher } from "./publisher/publisher.ts";

interface Options extends Flags {
  count: number;
  interval: number;
  qos: "0" | "1" | "2";
  retain?: boolean;
  message: string;
}

const program = addConfigurationOptions(spanishCommand("npm run publisher --"), "es")
  .description("Se conecta al broker y publica unos mensajes, uno por segundo.")
  .option("--message <texto>", "lo que se publica; {n} es el número del mensaje", "messages: {n}")
  .option("--count <número>", "cuántos mensajes", wholeNumber(1, 1_000_000), 5)
  .addOption(
    new Option("--interval <duración>", "tiempo entre dos mensajes")
      .argParser(refusing(duration, durationRefusal))
      .default(1, "1s"),
  )
  .addOption(new Option("--qos <nivel>", "calidad de servicio").choices(["0", "1", "2"]).default("0"))
  .option("--retain", "el broker guarda el mensaje para quien llegue después")
  .addHelpText(
    "after",
    `
Sin --broker ni VIGIA_BROKER se usa el broker que ha abierto "npm start"; si no hay, mqtt://127.0.0.1:1883.
La configuración está en .env (mira .env.example); por encima, las variables de entorno; por encima, las opciones.
Código de salida: 0 si se ha enviado todo, 1 si no, 130 tras Ctrl-C.

Ejemplos:
  npm run publisher
  npm run publisher -- --broker public --topic vigia/ana-perez-7f3a
  npm run publisher -- --count 1 --message "Alarma activada" --qos 1 --retain`,
  )
  .parse();

let publisher: Publisher | undefined;

await runCommand(
  async () => {
    const options = program.opts<Options>();
    const configuration = readConfiguration({ flags: configurationFlags(options), language: "es" });
    const { broker, topic } = targetOf(configuration);
    const colour = pc.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
    const client = await connectBroker(broker, {
      prefix: "publisher",
      language: "es",
      reconnectPeriod: 1000,
    });
    process.stdout.write(
      `Conectado al broker ${colour.bold(brokerUrl(broker))} como ${client.options.clientId}\n`,
    );
    publisher = new Publisher(client, {
      topic,
      qos: Number(options.qos) as 0 | 1 | 2,
      retain: options.retain ?? false,
    });
    const unsent = await publisher.run(
      options.count,
      options.interval,
      options.message,
      ({ number, text, failure }) => {
        const line = failure
          ? colour.red(`${number}: no se ha enviado \`${text}\` al tema \`${topic}\`: ${failure}`)
          : `${number}: enviado \`${text}\` al tema \`${topic}\`${options.qos === "0" ? "" : colour.dim(" (confirmado)")}`;
        process.stdout.write(`${line}\n`);
      },
    );
    if (unsent === 0) return 0;
    process.stderr.write(
      `vigia: ${unsent} de ${options.count} mensajes no se han enviado. Comprueba que el broker sigue en marcha y repite.\n`,
    );
    return 1;
  },
  async () => publisher?.close(),
);
