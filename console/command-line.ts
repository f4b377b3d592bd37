/**
 * What is typed on the serial console, read: a name in Spanish or English, then words; quotes keep spaces in
 * a word. Pure.
 */

/** Names of settings (settings/settings.ts) with the values that a command gives them. */
export type Change = Readonly<Record<string, string | number | boolean>>;

/** What a command sets. */
export type Subject = "wifi" | "broker" | "topic" | "interval";

export type ConsoleCommand =
  | { readonly name: "help" | "status" | "restart" | "restore" }
  | { readonly name: "set"; readonly subject: Subject; readonly change: Change }
  /** Nothing of the line is told: it may hold a password. */
  | { readonly name: "unknown" | "quotes" }
  | { readonly name: "usage"; readonly subject: Subject };

type Plain = "help" | "status" | "restart" | "restore";

const names: Readonly<Record<string, Plain | Subject>> = Object.freeze({
  ayuda: "help",
  help: "help",
  "?": "help",
  estado: "status",
  status: "status",
  wifi: "wifi",
  broker: "broker",
  tema: "topic",
  topic: "topic",
  intervalo: "interval",
  interval: "interval",
  reiniciar: "restart",
  restart: "restart",
  restaurar: "restore",
  restore: "restore",
});

const Backslash = "\\";

/** @returns undefined where a quote is not closed */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    let char = line.charAt(i);
    if (quote !== "") {
      if (char === quote) {
        quote = "";
        continue;
      }
      if (char === Backslash && i + 1 < line.length) char = line.charAt(++i);
      word += char;
    } else if (char === " ") {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (word === undefined && (char === '"' || char === "'")) {
      quote = char;
      word = "";
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return quote === "" ? words : undefined;
}

/** A part of a URL, percent-encoded. @returns undefined if that is wrong, or it holds a control character */
function decoded(part: string): string | undefined {
  let text: string;
  try {
    text = decodeURIComponent(part);
  } catch {
    return undefined;
  }
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) < 0x20) return undefined;
  return text;
}

/** `mqtt[s]://[user[:password]@]host[:port]`. @returns undefined for anything else */
export function readBroker(url: string): Change | undefined {
  const schemeEnd = url.indexOf("://");
  const scheme = url.slice(0, Math.max(schemeEnd, 0)).toLowerCase();
  if (scheme !== "mqtt" && scheme !== "mqtts") return undefined;
  const secure = scheme === "mqtts";
  const rest = url.slice(schemeEnd + 3, url.endsWith("/") ? -1 : undefined);
  const at = rest.lastIndexOf("@");
  const login = at < 0 ? "" : rest.slice(0, at);
  const colon = login.indexOf(":");
  const user = decoded(colon < 0 ? login : login.slice(0, colon));
  const password = decoded(colon < 0 ? "" : login.slice(colon + 1));
  const address = /^([a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(rest.slice(at + 1));
  if (user === undefined || password === undefined || !address) return undefined;
  if (at >= 0 && user === "") return undefined;
  const port = address[2] === undefined ? (secure ? 8883 : 1883) : Number(address[2]);
  return { broker: address[1] as string, port, secure, user, password };
}

function readChange(subject: Subject, [first, second, ...rest]: string[]): Change | undefined {
  if (first === undefined || rest.length > 0) return undefined;
  if (subject === "wifi")
    // The hint is for another network.
    return { wifi_ssid: first, wifi_password: second ?? "", wifi_channel: 0 };
  if (second !== undefined) return undefined;
  if (subject === "broker") return readBroker(first);
  if (subject === "topic") return { topic: first };
  return /^\d{1,6}$/.test(first) ? { interval: Number(first) } : undefined;
}

export function readCommandLine(line: string): ConsoleCommand {
  const words = wordsOf(line);
  if (!words) return { name: "quotes" };
  const [first = "", ...rest] = words;
  const key = first.toLowerCase();
  const name = Object.hasOwn(names, key) ? names[key] : undefined;
  switch (name) {
    case undefined:
      return { name: "unknown" };
    case "help":
    case "status":
    case "restart":
    case "restore":
      return { name };
    default: {
      const change = readChange(name, rest);
      return change ? { name: "set", subject: name, change } : { name: "usage", subject: name };
    }
  }
}
