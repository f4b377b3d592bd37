/**
 * The one configuration of tools and node: flags, above environment variables, above .env, above the broker of
 * the node that `npm start` runs. The names are those of `config` in manifest.json: `broker` there is
 * `VIGIA_BROKER` here.
 */
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { closest } from "../../simulator/diagram/suggest.ts";
import { readManifest } from "../../simulator/firmware/manifest.ts";
import { type BrokerAccess, brokerForms, brokerPlace } from "./broker-address.ts";
import { readEnvFile } from "./env-file.ts";
import type { Language, Sentence } from "./language.ts";
import { isPersonal, isPublic, personalTopicWanted } from "./public-broker.ts";
import { type Running, runningNodes } from "./running.ts";

/** Flags by the node's names; `env` is another file in the place of .env. */
export interface Flags {
  broker?: string;
  port?: string;
  topic?: string;
  user?: string;
  ca?: string;
  secure?: boolean;
  env?: string;
}

export interface Configuration {
  /** What is configured, by the node's names and as text; `ca` is the PEM itself. */
  readonly settings: Readonly<Record<string, string>>;
  /** Undefined where no broker is configured. */
  readonly broker: BrokerAccess | undefined;
  /** The base topic; undefined where none is configured. */
  readonly topic: string | undefined;
  /** User and password, whichever broker it is; empty for none. */
  readonly user: string;
  readonly password: string;
  /** Empty where commands are not signed. */
  readonly secret: string;
}

/** Nothing is configured. */
export const noConfiguration: Configuration = {
  settings: {},
  broker: undefined,
  topic: undefined,
  user: "",
  password: "",
  secret: "",
};

export interface Sources {
  flags?: Flags;
  /** The environment; `VIGIA_ENV` in it names another file in the place of .env, empty for none. */
  environment?: NodeJS.ProcessEnv;
  language: Language;
  manifest?: string;
}

interface Value {
  readonly value: string;
  /** Where it was said, for errors. */
  readonly from: string;
}
type Layer = Map<string, Value>;

/** What belongs to one broker: whoever names another must say these again, so no password goes astray. */
const ofBroker = ["port", "secure", "ca", "user", "password"] as const;
const prefix = "VIGIA_";

const sentences = {
  unknown: (from: string, name: string, nearest: string | undefined): Sentence => ({
    en: `${from}: there is no ${name}; ${nearest ? `did you mean ${nearest}?` : 'the names are those of "config" in manifest.json'}`,
    es: `${from}: no existe ${name}; ${nearest ? `¿querías decir ${nearest}?` : 'los nombres son los de "config" en manifest.json'}`,
  }),
  noFile: (file: string): Sentence => ({
    en: `${file}: there is no such file (--env or VIGIA_ENV names it)`,
    es: `${file}: no existe ese archivo (lo nombra --env o VIGIA_ENV)`,
  }),
  port: (from: string): Sentence => ({
    en: `${from}: a port is a number from 1 to 65535`,
    es: `${from}: un puerto es un número de 1 a 65535`,
  }),
  secure: (from: string): Sentence => ({
    en: `${from}: true or false, whether to use TLS`,
    es: `${from}: true o false, si se usa TLS`,
  }),
  topic: (from: string): Sentence => ({
    en: `${from}: a base topic has no + or #, no / at its ends and no $ at its start, and at most 200 bytes`,
    es: `${from}: un tema base no lleva + ni #, ni / en los extremos, ni $ al principio, y tiene como mucho 200 bytes`,
  }),
  caFile: (from: string, cause: string): Sentence => ({
    en: `${from}: the CA's certificate cannot be read: ${cause}`,
    es: `${from}: no se puede leer el certificado de la CA: ${cause}`,
  }),
  caText: (from: string): Sentence => ({
    en: `${from}: not a certificate; a CA is a PEM file that begins with -----BEGIN CERTIFICATE-----`,
    es: `${from}: no es un certificado; una CA es un archivo PEM que empieza por -----BEGIN CERTIFICATE-----`,
  }),
};

/** Keys of the node's configuration that are one value. */
function settingNames(manifest: string): string[] {
  return Object.entries(readManifest(manifest).config).flatMap(([name, value]) =>
    typeof value === "object" ? [] : [name],
  );
}

/** The file's settings; a name that the node does not know is an error, for it is a slip. */
function fileLayer(sources: Sources, names: readonly string[]): { layer: Layer; folder: string } {
  const { flags, environment = process.env, language } = sources;
  const named = flags?.env ?? environment.VIGIA_ENV;
  const file = named ?? ".env";
  const layer: Layer = new Map();
  if (file === "") return { layer, folder: "." };
  const values = readEnvFile(file, language);
  if (!values && named !== undefined) throw new Error(sentences.noFile(file)[language]);
  const known = names.map((name) => prefix + name.toUpperCase());
  for (const [variable, { value, line }] of values ?? []) {
    const from = `${file}:${line}`;
    if (!variable.startsWith(prefix)) continue;
    if (!known.includes(variable))
      throw new Error(sentences.unknown(from, variable, closest(variable, known))[language]);
    if (value !== "")
      layer.set(variable.slice(prefix.length).toLowerCase(), { value, from: `${from}: ${variable}` });
  }
  return { layer, folder: dirname(resolve(file)) };
}

function environmentLayer({ environment = process.env }: Sources, names: readonly string[]): Layer {
  const layer: Layer = new Map();
  for (const name of names) {
    const variable = prefix + name.toUpperCase();
    const value = environment[variable];
    if (value) layer.set(name, { value, from: variable });
  }
  return layer;
}

function flagLayer({ flags = {} }: Sources): Layer {
  const { env: _, ...values } = flags;
  return new Map(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value: String(value), from: `--${name}` }] as const],
    ),
  );
}

/** A broker as a URL says port and TLS too. @throws Error naming where it was said */
function spread(layer: Layer, language: Language): Layer {
  const broker = layer.get("broker");
  if (!broker) return layer;
  const place = brokerPlace(broker.value);
  if (!place) throw new Error(`${broker.from}: ${brokerForms[language]}`);
  const { from } = broker;
  const spreadOut = new Map(layer).set("broker", { value: place.host, from });
  if (place.port !== undefined) spreadOut.set("port", { value: String(place.port), from });
  if (place.secure !== undefined) spreadOut.set("secure", { value: String(place.secure), from });
  return spreadOut;
}

const hostOf = (layer: Layer) => layer.get("broker")?.value.toLowerCase();

/**
 * Puts a layer above another, whose `ofBroker` goes where the upper layer names a broker that is not its own.
 * @param owner the host that the lower layer's `ofBroker` is for; undefined for any
 */
function over(below: Layer, above: Layer, owner: string | undefined): Layer {
  const merged = new Map(below);
  const host = hostOf(above);
  if (host !== undefined && owner !== undefined && host !== owner)
    for (const name of ofBroker) merged.delete(name);
  for (const [name, value] of above) merged.set(name, value);
  return merged;
}

/** The PEM that `ca` is, or is in the file that `ca` names, relative to the folder. */
function certificate({ value, from }: Value, folder: string, language: Language): string {
  let pem = value;
  if (!value.includes("-----BEGIN"))
    try {
      const file = [resolve(folder, value), resolve(value)].find((each) => existsSync(each));
      pem = readFileSync(file ?? value, "utf8");
    } catch (error) {
      throw new Error(sentences.caFile(from, (error as Error).message)[language]);
    }
  if (!pem.includes("-----BEGIN CERTIFICATE-----")) throw new Error(sentences.caText(from)[language]);
  return pem;
}

function check(values: Layer, language: Language): void {
  const port = values.get("port");
  if (port && !(/^\d{1,5}$/.test(port.value) && Number(port.value) >= 1 && Number(port.value) <= 65535))
    throw new Error(sentences.port(port.from)[language]);
  const secure = values.get("secure");
  if (secure && secure.value !== "true" && secure.value !== "false")
    throw new Error(sentences.secure(secure.from)[language]);
  const topic = values.get("topic");
  if (topic && !isBaseTopic(topic.value)) throw new Error(sentences.topic(topic.from)[language]);
}

/** MQTT 3.1.1 section 4.7, as settings/settings.ts has it for the node. */
export function isBaseTopic(text: string): boolean {
  return Buffer.byteLength(text) <= 200 && text !== "" && !/[+#\0]|^\$|^\/|\/$/.test(text);
}

/** @throws Error in the language that is asked for: what is wrong, where it was said, what is allowed */
export function readConfiguration(sources: Sources): Configuration {
  const { language, manifest = "manifest.json" } = sources;
  const names = settingNames(manifest);
  const file = fileLayer(sources, names);
  const [kept, environment, flags] = [file.layer, environmentLayer(sources, names), flagLayer(sources)].map(
    (layer) => spread(layer, language),
  ) as [Layer, Layer, Layer];
  const said = over(environment, flags, hostOf(environment));
  const values = over(kept, said, hostOf(kept) ?? "");
  check(values, language);
  const ca = values.get("ca");
  if (ca) values.set("ca", { ...ca, value: certificate(ca, file.folder, language) });
  const settings = Object.fromEntries([...values].map(([name, { value }]) => [name, value]));
  const { broker: host, topic, user = "", password = "", command_secret: secret = "" } = settings;
  const common = { settings, topic, user, password, secret };
  if (host === undefined) return { ...common, broker: undefined };
  const secure = settings.secure === "true";
  const port = Number(settings.port ?? (secure ? 8883 : 1883));
  const broker = { host, port, secure, ca: settings.ca ?? "", user, password };
  if (isPublic(host) && (topic === undefined || !isPersonal(topic)))
    throw new Error(personalTopicWanted(host, topic)[language]);
  return { ...common, broker };
}

/** The broker that a tool talks to, and the base topic there. */
export interface Target {
  readonly broker: BrokerAccess;
  readonly topic: string;
  /** Whether it is the broker of a node that runs. */
  readonly running: boolean;
}

/** What the node of `npm start` is called at its own broker, and so what a tool listens to. */
export const defaultTopic = "vigia/casa";

const meets = (broker: BrokerAccess) => (node: Running) =>
  node.host.toLowerCase() === broker.host.toLowerCase() && node.port === broker.port;

/** The configured broker, else that of the node that runs, else this machine's. */
export function targetOf(configuration: Configuration, nodes = runningNodes()): Target {
  const { broker, topic, settings, user, password } = configuration;
  const node = broker ? nodes.find(meets(broker)) : nodes[0];
  const running = node !== undefined;
  const base = topic ?? node?.topic ?? defaultTopic;
  if (broker) return { broker, topic: base, running };
  const secure = node?.secure ?? settings.secure === "true";
  return {
    broker: {
      host: node?.host ?? "127.0.0.1",
      port: node?.port ?? Number(settings.port ?? (secure ? 8883 : 1883)),
      secure,
      ca: settings.ca ?? "",
      user,
      password,
    },
    topic: base,
    running,
  };
}
