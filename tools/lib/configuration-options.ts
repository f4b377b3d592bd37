/** The flags that every command with a broker has, above environment and .env. */
import type { Command } from "commander";
import type { Flags } from "./configuration.ts";
import type { Language, Sentence } from "./language.ts";

const texts: Readonly<Record<keyof Flags, Sentence>> = {
  broker: {
    en: "mqtt://host:port, mqtts://host:port (TLS), or public (broker.emqx.io)",
    es: "mqtt://host:puerto, mqtts://host:puerto (TLS) o public (broker.emqx.io)",
  },
  port: { en: "its port, where the broker does not say it", es: "su puerto, si no va con el broker" },
  topic: { en: "the node's base topic", es: "el tema base" },
  user: {
    en: "user at the broker; the password is VIGIA_PASSWORD",
    es: "usuario en el broker; la contraseña es VIGIA_PASSWORD",
  },
  secure: { en: "use TLS", es: "usa TLS" },
  ca: {
    en: "PEM file of the authority that signed the broker's certificate",
    es: "archivo PEM de la autoridad que firmó el certificado del broker",
  },
  env: { en: "configuration file (default: .env)", es: "archivo de configuración (si no, .env)" },
};

export function addConfigurationOptions(command: Command, language: Language): Command {
  const text = (name: keyof Flags) => texts[name][language];
  const [url, file, name, topic, port] =
    language === "es"
      ? ["dirección", "archivo", "nombre", "tema", "número"]
      : ["url", "file", "name", "base", "number"];
  return command
    .option(`--broker <${url}>`, text("broker"))
    .option(`--port <${port}>`, text("port"))
    .option(`--topic <${topic}>`, text("topic"))
    .option(`--user <${name}>`, text("user"))
    .option("--secure", text("secure"))
    .option(`--ca <${file}>`, text("ca"))
    .option(`--env <${file}>`, text("env"));
}

/** Only the flags of the configuration, out of a command's options. */
export function configurationFlags(options: Flags): Flags {
  const { broker, port, topic, user, secure, ca, env } = options;
  return Object.fromEntries(
    Object.entries({ broker, port, topic, user, secure, ca, env }).filter(([, value]) => value !== undefined),
  );
}
