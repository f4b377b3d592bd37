/** Why a broker could not be used, as a sentence: the cause, and what to do about it. */
import { type BrokerAccess, brokerUrl } from "./broker-address.ts";
import type { Language, Sentence } from "./language.ts";

type Cause =
  | "refused"
  | "unknown-host"
  | "unreachable"
  | "silent"
  | "closed"
  | "login"
  | "unauthorized"
  | "identifier"
  | "version"
  | "unavailable"
  | "foreign"
  | "name"
  | "expired"
  | "no-tls"
  | "other";

/** Codes of Node.js, of OpenSSL through Node.js, and of CONNACK (MQTT 3.1.1 table 3.1, MQTT 5 section 2.4). */
const causes: Readonly<Record<string, Cause>> = {
  ECONNREFUSED: "refused",
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "silent",
  ECONNRESET: "closed",
  EPIPE: "closed",
  "1": "version",
  "2": "identifier",
  "3": "unavailable",
  "4": "login",
  "5": "unauthorized",
  "132": "version",
  "133": "identifier",
  "134": "login",
  "135": "unauthorized",
  "136": "unavailable",
  SELF_SIGNED_CERT_IN_CHAIN: "foreign",
  DEPTH_ZERO_SELF_SIGNED_CERT: "foreign",
  UNABLE_TO_GET_ISSUER_CERT: "foreign",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "foreign",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "foreign",
  CERT_SIGNATURE_FAILURE: "foreign",
  ERR_TLS_CERT_ALTNAME_INVALID: "name",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "expired",
  EPROTO: "no-tls",
  ERR_SSL_WRONG_VERSION_NUMBER: "no-tls",
};

/** An error of Node.js, whose code is a word, or of the broker, whose code is a number. */
export type BrokerError = Error & { readonly code?: string | number };

function causeOf(error: BrokerError, secure: boolean): Cause {
  const code = String(error.code ?? "");
  const known = causes[code];
  if (known === "closed" && secure) return "no-tls";
  if (known) return known;
  if (/^ERR_(SSL|TLS)_/.test(code)) return "no-tls";
  if (/timeout|timed out/i.test(error.message)) return "silent";
  if (/couldn't connect|connection closed|client disconnecting/i.test(error.message))
    return secure ? "no-tls" : "closed";
  return "other";
}

const sentences: Readonly<Record<Cause, (url: string, access: BrokerAccess, detail: string) => Sentence>> = {
  refused: (url) => ({
    en: `no MQTT broker answers at ${url}: is it running, and is the port right?`,
    es: `en ${url} no atiende ningún broker. ¿Está en marcha y es ese el puerto? "npm start" abre uno; --broker nombra otro.`,
  }),
  "unknown-host": (_url, { host }) => ({
    en: `no MQTT broker: the name ${host} is unknown, or there is no DNS. Check the name and your connection.`,
    es: `no se conoce el nombre ${host}, o no hay DNS. Revisa cómo está escrito y tu conexión a Internet.`,
  }),
  unreachable: (url) => ({
    en: `no MQTT broker can be reached at ${url}: no route leads there. Check the address and your network.`,
    es: `no se llega a ${url}: no hay camino hasta esa dirección. Revisa la dirección y la red a la que estás conectado.`,
  }),
  silent: (url) => ({
    en: `no MQTT broker answers at ${url} in time: a firewall may hold it back, or something else listens there.`,
    es: `${url} no responde a tiempo: quizá lo impide un cortafuegos, o en ese puerto atiende otra cosa.`,
  }),
  closed: (url) => ({
    en: `no MQTT broker: ${url} ends the connection before it answers. Does that port want TLS (mqtts://) or is it another service's?`,
    es: `${url} corta la conexión antes de responder. ¿Ese puerto pide TLS (mqtts://), o es de otro servicio?`,
  }),
  login: (url, { user }) => ({
    en: `${url} refuses the login${user ? ` of "${user}"` : ""}: check VIGIA_USER and VIGIA_PASSWORD.`,
    es: `${url} rechaza ${user ? `a "${user}"` : "la entrada sin usuario"}: revisa VIGIA_USER y VIGIA_PASSWORD.`,
  }),
  unauthorized: (url, { user }) => ({
    en: `${url} lets nobody in ${user ? `as "${user}" with that password` : "without a login"}: check VIGIA_USER and VIGIA_PASSWORD.`,
    es: `${url} no deja entrar ${user ? `a "${user}" con esa contraseña` : "sin usuario y contraseña"}: revisa VIGIA_USER y VIGIA_PASSWORD.`,
  }),
  identifier: (url) => ({
    en: `${url} refuses the client identifier: set another VIGIA_CLIENT_ID.`,
    es: `${url} rechaza el identificador de cliente: pon otro en VIGIA_CLIENT_ID.`,
  }),
  version: (url) => ({
    en: `${url} does not speak MQTT 3.1.1: it is too old, or something else.`,
    es: `${url} no habla MQTT 3.1.1: es demasiado antiguo, o es otra cosa.`,
  }),
  unavailable: (url) => ({
    en: `${url} is not available now: try again later.`,
    es: `${url} no está disponible ahora: prueba más tarde.`,
  }),
  foreign: (url, { ca }) => ({
    en: `the certificate of ${url} was not signed by ${ca ? "the configured CA: check VIGIA_CA, or somebody else answers there" : "an authority that this machine trusts: name its CA in VIGIA_CA"}.`,
    es: `el certificado de ${url} no lo ha firmado ${ca ? "la CA configurada: revisa VIGIA_CA; si es la correcta, quien responde no es tu broker" : "ninguna autoridad conocida: pon la suya en VIGIA_CA"}.`,
  }),
  name: (url, { host }) => ({
    en: `the certificate of ${url} is another server's: it does not name ${host}. Use the name it was made for.`,
    es: `el certificado de ${url} es de otro servidor: no nombra a ${host}. Usa el nombre para el que se hizo.`,
  }),
  expired: (url) => ({
    en: `the certificate of ${url} is not valid today: renew it, or set this machine's clock.`,
    es: `el certificado de ${url} no vale hoy: renuévalo, o pon en hora este ordenador.`,
  }),
  "no-tls": (url, _access, detail) => ({
    en: `no TLS agreement with ${url} (${detail}): does that port speak TLS? Without it a broker is mqtt://.`,
    es: `no hay acuerdo TLS con ${url} (${detail}). ¿Ese puerto habla TLS? Sin TLS un broker es mqtt://.`,
  }),
  other: (url, _access, detail) => ({
    en: `no MQTT broker at ${url} takes the connection (${detail}).`,
    es: `no se puede usar el broker ${url} (${detail}).`,
  }),
};

/** A broker that could not be used, in a sentence. */
export class BrokerFailure extends Error {
  /** Would the same answer come again? */
  readonly final: boolean;

  constructor(error: BrokerError, access: BrokerAccess, language: Language) {
    const cause = causeOf(error, access.secure);
    const detail = String(error.code ?? error.message);
    super(sentences[cause](brokerUrl(access), access, detail)[language], { cause: error });
    this.final = ["login", "unauthorized", "identifier", "version", "foreign", "name"].includes(cause);
  }
}
