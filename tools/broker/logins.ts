/** Logins of the own broker: hashes for Mosquitto, and for their owners a configuration each. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Mosquitto's own is 101; a broker is asked once for each connection, so it may cost more. */
const iterations = 20_000;

/** A line of Mosquitto's password file: `$7$`, PBKDF2 with SHA-512 (mosquitto_passwd's format). */
export function passwordLine(user: string, password: string, salt = randomBytes(12)): string {
  const hash = pbkdf2Sync(password, salt, iterations, 64, "sha512");
  return `${user}:$7$${iterations}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

export interface Login {
  readonly user: string;
  /** The configuration's file in the folder. */
  readonly file: string;
  readonly topic: string;
  /** For its first line. */
  readonly comment: string;
}

/** broker/acl says what each may do. */
export const logins: readonly Login[] = [
  {
    user: "casa",
    file: "nodo.env",
    topic: "vigia/casa",
    comment: "El nodo: escribe en vigia/casa y debajo. Para usarlo sin --env, cópialo como .env.",
  },
  {
    user: "usuario",
    file: "usuario.env",
    topic: "vigia/casa",
    comment: "Quien mira: lee todos los nodos y les da órdenes.",
  },
];

function writePrivate(file: string, text: string): void {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Makes passwords and configurations; those that are there stay. @returns whether it made them */
export function makeLogins(folder: string, url: string, ca: string): boolean {
  const passwords = join(folder, "passwords");
  if (existsSync(passwords)) return false;
  const lines = logins.map(({ user, file, topic, comment }) => {
    const password = randomBytes(18).toString("base64url");
    const settings = [
      `# ${comment}`,
      `VIGIA_BROKER=${url}`,
      `VIGIA_CA=${ca}`,
      `VIGIA_USER=${user}`,
      `VIGIA_PASSWORD=${password}`,
      `VIGIA_TOPIC=${topic}`,
    ];
    writePrivate(join(folder, file), `${settings.join("\n")}\n`);
    return passwordLine(user, password);
  });
  writePrivate(passwords, `${lines.join("\n")}\n`);
  return true;
}

/** The broker may have moved since the configurations were made. */
export function updateAddress(folder: string, url: string): void {
  for (const { file } of logins) {
    const path = join(folder, file);
    if (!existsSync(path)) continue;
    const text = readFileSync(path, "utf8");
    const updated = text.replace(/^VIGIA_BROKER=.*$/m, () => `VIGIA_BROKER=${url}`);
    if (updated !== text) writePrivate(path, updated);
  }
}
