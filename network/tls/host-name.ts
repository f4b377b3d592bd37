/** Whether a certificate is a host's (RFC 9525): by subjectAltName only, never by the common name. */
import type { Certificate } from "./certificate";

const isAddress = /^\d+\.\d+\.\d+\.\d+$/;

/** A star stands for one whole label, the first, above two others at least. */
function matches(pattern: string, host: string): boolean {
  if (!pattern.startsWith("*.")) return pattern === host;
  const rest = pattern.slice(1);
  return rest.indexOf(".", 1) > 0 && host.indexOf(".") > 0 && host.slice(host.indexOf(".")) === rest;
}

/** @param host as configured: a name or an IPv4 address */
export function isFor({ names, addresses }: Certificate, host: string): boolean {
  if (isAddress.test(host)) return addresses.includes(host);
  const name = host.toLowerCase().replace(/\.$/, "");
  return names.some((pattern) => matches(pattern, name));
}
