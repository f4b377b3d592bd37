/** Certificates for tests of TLS, made by openssl in a folder of their own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server's certificate chain, its own first, and its key; PEM files. */
export interface Identity {
  readonly chain: string;
  readonly key: string;
}

export interface Certificates {
  readonly folder: string;
  /** PEM of the authority that the tests trust. */
  readonly ca: string;
  /** Another authority with the same name. */
  readonly foreignCA: string;
  readonly identities: Readonly<Record<Kind, Identity>>;
  remove(): void;
}

/** For localhost and 127.0.0.1, but for what the name says. */
export type Kind =
  | "good"
  | "elliptic"
  | "elliptic384"
  | "intermediate"
  | "otherName"
  | "expired"
  | "early"
  | "foreign"
  | "byForeignNamesake"
  | "clientOnly"
  | "byServer"
  | "weak";

type Key = "rsa" | "rsa1024" | "P-256" | "P-384";

interface Issued {
  readonly certificate: string;
  readonly key: string;
}

const localhost = "subjectAltName=DNS:localhost,IP:127.0.0.1";
const authority = ["basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign"];
const server = ["basicConstraints=critical,CA:FALSE", "extendedKeyUsage=serverAuth"];

const generate: Readonly<Record<Key, readonly string[]>> = {
  rsa: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
  rsa1024: ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
  "P-256": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
  "P-384": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"],
};

function openssl(...args: string[]): void {
  const { status, stderr, error } = spawnSync("openssl", args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`openssl ${args.join(" ")}: ${stderr}`);
}

/** `[YY]YYMMDDHHMMSSZ`, so many days from now. */
function stamp(days: number): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
}

class Authority {
  readonly #folder: string;
  readonly issued: Issued;

  constructor(folder: string, issued: Issued) {
    this.#folder = folder;
    this.issued = issued;
  }

  /** @param days from when and until when, from now */
  issue(name: string, key: Key, extensions: readonly string[], days = [-1, 30], subject = name): Issued {
    const file = (suffix: string) => join(this.#folder, `${name}.${suffix}`);
    openssl("genpkey", ...generate[key], "-out", file("key"));
    openssl("req", "-new", "-key", file("key"), "-subj", `/CN=${subject}`, "-out", file("csr"));
    sign(this.#folder, name, this.issued, extensions, days);
    return { certificate: file("pem"), key: file("key") };
  }
}

/** `openssl ca` is what can sign for any time, before OpenSSL 3.4. */
function sign(
  folder: string,
  name: string,
  by: Issued,
  extensions: readonly string[],
  [from, to]: number[],
): void {
  const file = (suffix: string) => join(folder, `${name}.${suffix}`);
  writeFileSync(file("index"), "");
  writeFileSync(
    file("conf"),
    [
      "[ca]",
      "default_ca = own",
      "[own]",
      `database = ${file("index")}`,
      `new_certs_dir = ${folder}`,
      "rand_serial = yes",
      "default_md = sha256",
      "policy = any",
      "x509_extensions = extensions",
      "[any]",
      "commonName = supplied",
      "[extensions]",
      "subjectKeyIdentifier = hash",
      "authorityKeyIdentifier = keyid",
      ...extensions,
      "",
    ].join("\n"),
  );
  const { certificate, key } = by;
  const self = certificate === file("pem") ? ["-selfsign"] : ["-cert", certificate];
  const times = ["-startdate", stamp(from!), "-enddate", stamp(to!)];
  openssl(
    ...["ca", "-batch", "-notext", "-config", file("conf"), "-keyfile", key, ...self, ...times],
    ...["-in", file("csr"), "-out", file("pem")],
  );
}

function makeAuthority(folder: string, name: string, key: Key, subject = name): Authority {
  const file = (suffix: string) => join(folder, `${name}.${suffix}`);
  const issued = { certificate: file("pem"), key: file("key") };
  return new Authority(folder, new Authority(folder, issued).issue(name, key, authority, [-1, 30], subject));
}

/** Takes a second or two. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), "vigia-certificates-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const identity = (first: Issued, ...others: Issued[]): Identity => {
    const chain = `${first.certificate}.chain`;
    writeFileSync(
      chain,
      [first, ...others].map(({ certificate }) => readFileSync(certificate, "utf8")).join(""),
    );
    return { chain, key: first.key };
  };
  try {
    const ca = makeAuthority(folder, "ca", "rsa", "Test authority");
    const namesake = makeAuthority(folder, "namesake", "rsa", "Test authority");
    const ca256 = makeAuthority(folder, "ca256", "P-256");
    const ca384 = makeAuthority(folder, "ca384", "P-384");
    const between = new Authority(folder, ca.issue("between", "P-256", authority));
    const elliptic = ca256.issue("elliptic", "P-256", [...server, localhost]);
    const elliptic384 = ca384.issue("elliptic384", "P-256", [...server, localhost]);
    const good = ca.issue("good", "rsa", [...server, localhost]);
    const asAuthority = new Authority(folder, good);
    const trusted = [ca, ca256, ca384].map(({ issued }) => readFileSync(issued.certificate, "utf8"));
    return {
      folder,
      remove,
      ca: trusted.join(""),
      foreignCA: readFileSync(namesake.issued.certificate, "utf8"),
      identities: {
        good: identity(good),
        elliptic: identity(elliptic),
        elliptic384: identity(elliptic384),
        intermediate: identity(
          between.issue("leaf", "rsa", [...server, localhost]),
          between.issued,
          ca.issued,
        ),
        otherName: identity(ca.issue("otherName", "rsa", [...server, "subjectAltName=DNS:other.example"])),
        expired: identity(ca.issue("expired", "rsa", [...server, localhost], [-30, -2]), ca.issued),
        early: identity(ca.issue("early", "rsa", [...server, localhost], [2, 30])),
        foreign: identity(namesake.issue("foreign", "rsa", [...server, localhost]), namesake.issued),
        byForeignNamesake: identity(namesake.issue("namesaked", "rsa", [...server, localhost]), ca.issued),
        clientOnly: identity(ca.issue("client", "rsa", ["extendedKeyUsage=clientAuth", localhost])),
        byServer: identity(asAuthority.issue("grandchild", "rsa", [...server, localhost]), good),
        weak: identity(ca.issue("weak", "rsa1024", [...server, localhost])),
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** Why a test that needs openssl is skipped, or false; where CI sets VIGIA_NO_SKIP nothing is. */
export function skipWithoutOpenSSL(): string | false {
  if (process.env.VIGIA_NO_SKIP || !spawnSync("openssl", ["version"]).error) return false;
  return "openssl not installed (Debian: apt install openssl)";
}
