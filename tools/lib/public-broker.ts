/** Public brokers: everybody reads and writes everything there, so a topic must be one's own. */
import type { Sentence } from "./language.ts";

/** What `--broker public` means: the course's broker. */
export const publicBroker = "broker.emqx.io";

const publicBrokers: readonly string[] = [
  publicBroker,
  "broker.hivemq.com",
  "test.mosquitto.org",
  "mqtt.eclipseprojects.io",
];

export const isPublic = (host: string): boolean => publicBrokers.includes(host.toLowerCase());

/** Where the course's texts want the reader's name, and what a reader may leave there. */
const placeholders = /mi_?nombre|tu_?nombre|tu_?tema|your_?name|my_?name|usuario|username|ejemplo|example/;

/** Words that others use too; a topic of such words alone is nobody's. */
const common = new Set(
  (
    "iabdeduardoprimo mqtt vigia casa hogar home ourhome salon livingroom cocina kitchen room test prueba demo hola " +
    "hello topic tema mi my sensor sensores dht22 esp32 wokwi wokwi-weather clima weather temp temperatura " +
    "temperature humedad humidity alarma alarm estado status nodo node curso clase iot python node-red"
  ).split(" "),
);

const levels = (topic: string): string[] =>
  topic.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().split("/");

/** As the end of a MAC address is. */
const unique = /^[\da-f]{6,}$/;

/** A common word stays one with a number behind it. */
const isCommon = (level: string): boolean => {
  const word = level.replace(/[\d_-]*$/, "");
  return word.length < 3 || common.has(word);
};

/** Is the topic somebody's own? */
export function isPersonal(topic: string): boolean {
  const parts = levels(topic);
  if (parts.some((part) => placeholders.test(part.replaceAll("-", "_")))) return false;
  return parts.some((part) => unique.test(part) || !isCommon(part));
}

/** @param topic undefined where none is configured */
export function personalTopicWanted(host: string, topic: string | undefined): Sentence {
  const en = topic === undefined ? "no topic is configured" : `"${topic}" is a topic that others use too`;
  const es = topic === undefined ? "no hay tema configurado" : `"${topic}" es un tema que usan otros`;
  return {
    en: `${host} is public and ${en}: all its users would see your messages and you theirs. Choose one of your own, as in --topic vigia/ana-perez-7f3a, or VIGIA_TOPIC in .env.`,
    es: `${host} es público y ${es}: todos verían tus mensajes y tú los suyos. Elige un tema propio, como --topic vigia/ana-perez-7f3a, o VIGIA_TOPIC en .env.`,
  };
}
