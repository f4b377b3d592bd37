/** What the node answers to what is typed on its console: one line each. Passwords are never among it. */
import type { Subject } from "./command-line";
import type { Language } from "./texts";

export interface Status {
  ssid: string;
  /** dBm; undefined without a link. */
  rssi: number | undefined;
  /** URL without password. */
  broker: string;
  connected: boolean;
  topic: string;
  /** Seconds. */
  interval: number;
  alarm: boolean;
  /** Seconds. */
  uptime: number;
  /** Why the node started, as the console said it then. */
  started: string;
  /** Whether there are stored settings that count from the next start on. */
  pending: boolean;
}

export interface Answers {
  help(): string;
  status(status: Status): string;
  stored(subject: Subject): string;
  notStored(): string;
  notAllowed(setting: string, allowed: string): string;
  /** mqtts without an authority in `ca`. */
  noAuthority(): string;
  usage(subject: Subject): string;
  unknown(): string;
  quotes(): string;
  tooLong(): string;
  encoding(): string;
  restarting(): string;
  restored(): string;
  /** At the start: a stored value that the settings do not allow. */
  badStored(setting: string): string;
}

const es: Answers = Object.freeze({
  help: () =>
    "Consola: ayuda | estado | wifi <ssid> [clave] | broker mqtt[s]://[usuario:clave@]host[:puerto] | tema <base> | intervalo <s> | reiniciar | restaurar",
  status: (s) =>
    `Estado: Wi-Fi ${s.ssid} ${s.rssi === undefined ? "sin conexión" : `conectado, ${s.rssi} dBm`}; broker ${s.broker} ${s.connected ? "conectado" : "sin conexión"}; tema ${s.topic}; intervalo ${s.interval} s; alarma ${s.alarm ? "activada" : "desactivada"}; en marcha ${s.uptime} s; arranque: ${s.started}${s.pending ? "; hay cambios sin aplicar (reiniciar)" : ""}`,
  stored: (subject) => `Consola: ${esSubject[subject]} guardado; se aplica al reiniciar`,
  notStored: () => "Consola: no se ha podido guardar, no cambia nada",
  notAllowed: (setting, allowed) => `Consola: ${setting} no vale, se admite ${allowed}; no cambia nada`,
  noAuthority: () => "Consola: mqtts necesita en ca el certificado de la autoridad, y no hay; no cambia nada",
  usage: (subject) => `Consola: se escribe ${esUsage[subject]}`,
  unknown: () => "Consola: orden desconocida (ayuda las enumera)",
  quotes: () => "Consola: faltan las comillas de cierre",
  tooLong: () => "Consola: línea demasiado larga, no se tiene en cuenta",
  encoding: () => "Consola: la línea no está en UTF-8, no se tiene en cuenta",
  restarting: () => "Consola: el nodo se reinicia",
  restored: () => "Consola: borrado lo que se había guardado; se aplica al reiniciar",
  badStored: (setting) => `Configuración: lo guardado en ${setting} no vale; se usa el valor del programa`,
});

const esSubject: Record<Subject, string> = Object.freeze({
  wifi: "Wi-Fi",
  broker: "broker",
  topic: "tema",
  interval: "intervalo",
});

const esUsage: Record<Subject, string> = Object.freeze({
  wifi: "wifi <ssid> [clave], entre comillas lo que lleve espacios",
  broker: "broker mqtt[s]://[usuario:clave@]host[:puerto]",
  topic: "tema <base>, entre comillas si lleva espacios",
  interval: "intervalo <segundos>",
});

const en: Answers = Object.freeze({
  help: () =>
    "Console: help | status | wifi <ssid> [password] | broker mqtt[s]://[user:password@]host[:port] | topic <base> | interval <s> | restart | restore",
  status: (s) =>
    `Status: Wi-Fi ${s.ssid} ${s.rssi === undefined ? "not connected" : `connected, ${s.rssi} dBm`}; broker ${s.broker} ${s.connected ? "connected" : "not connected"}; topic ${s.topic}; interval ${s.interval} s; alarm ${s.alarm ? "on" : "off"}; running for ${s.uptime} s; start: ${s.started}${s.pending ? "; there are changes to apply (restart)" : ""}`,
  stored: (subject) => `Console: ${enSubject[subject]} stored; it counts after a restart`,
  notStored: () => "Console: it could not be stored, nothing changes",
  notAllowed: (setting, allowed) => `Console: ${setting} is not valid, allowed: ${allowed}; nothing changes`,
  noAuthority: () =>
    "Console: mqtts needs the authority's certificate in ca, which is empty; nothing changes",
  usage: (subject) => `Console: it is ${enUsage[subject]}`,
  unknown: () => "Console: unknown command (help lists them)",
  quotes: () => "Console: a quote is not closed",
  tooLong: () => "Console: the line is too long and was left out",
  encoding: () => "Console: the line is not UTF-8 and was left out",
  restarting: () => "Console: the node restarts",
  restored: () => "Console: what was stored is erased; it counts after a restart",
  badStored: (setting) => `Configuration: what is stored as ${setting} is not valid; the program's is used`,
});

const enSubject: Record<Subject, string> = Object.freeze({
  wifi: "Wi-Fi",
  broker: "broker",
  topic: "topic",
  interval: "interval",
});

const enUsage: Record<Subject, string> = Object.freeze({
  wifi: "wifi <ssid> [password], in quotes what has spaces",
  broker: "broker mqtt[s]://[user:password@]host[:port]",
  topic: "topic <base>, in quotes if it has spaces",
  interval: "interval <seconds>",
});

export const answers: Readonly<Record<Language, Answers>> = Object.freeze({ es, en });
