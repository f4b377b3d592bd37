/** The own broker's certificates: made by broker/certificates.sh when they are missing, short of a name, or old. */
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";

const day = 86_400_000;
/** A certificate is renewed so long before its end, in days. */
const margin = 30;

/** Does the certificate in the file serve for all the names, today and for a while? */
export function serves(file: string, names: readonly string[]): boolean {
  if (!existsSync(file)) return false;
  try {
    const certificate = new X509Certificate(readFileSync(file));
    if (Date.parse(certificate.validTo) - Date.now() < margin * day) return false;
    return names.every((name) =>
      isIP(name) ? certificate.checkIP(name) !== undefined : certificate.checkHost(name) !== undefined,
    );
  } catch {
    return false;
  }
}

/** @returns whether it made any @throws Error that says what is missing */
export function makeCertificates(broker: string, folder: string, names: readonly string[]): boolean {
  if (serves(join(folder, "server.pem"), names)) return false;
  const script = join(broker, "certificates.sh");
  if (spawnSync("openssl", ["version"]).error)
    throw new Error("falta openssl, que hace los certificados. En Debian y Ubuntu: sudo apt install openssl");
  const { status, stderr } = spawnSync("sh", [script, resolve(folder), ...names], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script} no ha podido hacer los certificados:\n${stderr.trim()}`);
  return true;
}
