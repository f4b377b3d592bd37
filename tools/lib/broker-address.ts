/** Where a broker is, as a user writes it. */
import { publicBroker } from "./public-broker.ts";

export interface BrokerPlace {
  readonly host: string;
  /** Undefined where it is not said. */
  readonly port?: number;
  /** Undefined where it is not said. */
  readonly secure?: boolean;
}

const hostName = /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\.?$/;

/**
 * `public`, a host, `host:port`, `mqtt://host:port` or `mqtts://host:port`; an IPv6 address in brackets where a
 * port or a scheme stands beside it.
 * @returns undefined for anything else
 */
export function brokerPlace(text: string): BrokerPlace | undefined {
  if (text === "public") return { host: publicBroker };
  if (/^[\da-f:]+:[\da-f:]*$/i.test(text) && text.split(":").length > 2) return { host: text };
  const match = /^(?:(mqtts?):\/\/)?(?:\[([\da-f:.]+)\]|([^:/@[\]]+))(?::(\d{1,5}))?\/?$/i.exec(text);
  if (!match) return undefined;
  const [, scheme, address, name, digits] = match;
  const host = address ?? name!;
  if (address === undefined && !hostName.test(host)) return undefined;
  const port = digits === undefined ? undefined : Number(digits);
  if (port !== undefined && (port < 1 || port > 65535)) return undefined;
  return {
    host,
    ...(port !== undefined && { port }),
    ...(scheme !== undefined && { secure: scheme.toLowerCase() === "mqtts" }),
  };
}

export const brokerForms = {
  en: "A broker is mqtt://host:port, mqtts://host:port (TLS), a host name, or public (broker.emqx.io).",
  es: "Un broker es mqtt://host:puerto, mqtts://host:puerto (TLS), un nombre de host o public (broker.emqx.io).",
} as const;

/** A broker and how to come in; the names are the node's, but for `host`, which is its `broker`. */
export interface BrokerAccess {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** PEM; empty for the authorities that Node.js trusts. */
  readonly ca: string;
  /** Empty for none. */
  readonly user: string;
  readonly password: string;
}

/** `mqtts://host:port`, without user and password. */
export function brokerUrl({ host, port, secure }: Pick<BrokerAccess, "host" | "port" | "secure">): string {
  return `${secure ? "mqtts" : "mqtt"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
