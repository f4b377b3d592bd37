/**
 * All that the node says on its console. A student follows a run by these lines, and scenarios wait for
 * them, so a change here is a change of the interface.
 */

import type { StartReason } from "../chip/start-reason";
import type { CommandError } from "../network/commands";
import type { LossReason } from "../network/loss";
import type { WiFiLoss } from "../network/wifi-reason";
import type { FrameError } from "../sensors/dht22-frame";

export type Language = "es" | "en";

export interface Texts {
  start(version: string, alarmOn: boolean): string;
  /** Why the node started. @param cause of a failure, or empty */
  started(reason: StartReason, cause: string): string;
  /** The same as part of a line. */
  startReason(reason: StartReason, cause: string): string;
  wifiConnecting(ssid: string): string;
  wifiConnected(address: string): string;
  /** @param retry seconds */
  wifiLost(reason: WiFiLoss, retry: number): string;
  mqttConnecting(host: string, port: number): string;
  mqttConnected(id: string, topic: string): string;
  /** @param retry seconds, or 0 when the next try waits for something else */
  mqttLost(reason: LossReason, retry: number): string;
  reading(temperature: string, humidity: string): string;
  sensorError(error: FrameError): string;
  published(topic: string, payload: string): string;
  acknowledged(topic: string): string;
  pressed(): string;
  command(name: string): string;
  commandRefused(error: CommandError): string;
  clockSet(time: string): string;
  alarm(on: boolean): string;
  /** There was no broker for a long time: what is tried. */
  offline(minutes: number, restart: "network" | "chip"): string;
  /** Before the chip restarts. */
  failure(reason: string): string;
  badSetting(name: string, value: string, allowed: string): string;
}

const es: Texts = Object.freeze({
  start: (version, on) => `Vigía ${version}: en marcha, alarma ${on ? "activada" : "desactivada"}`,
  started: (reason, cause) => `Arranque: ${es.startReason(reason, cause)}`,
  startReason: (reason, cause) => (cause ? `${esStart[reason]}: ${cause}` : esStart[reason]),
  wifiConnecting: (ssid) => `Wi-Fi: conectando con ${ssid}...`,
  wifiConnected: (address) => `Wi-Fi: conectado, dirección ${address}`,
  wifiLost: (reason, retry) => `Wi-Fi: ${esWiFi[reason]}, nuevo intento en ${retry} s`,
  mqttConnecting: (host, port) => `MQTT: conectando con ${host}:${port}...`,
  mqttConnected: (id, topic) => `MQTT: conectado como ${id}, tema ${topic}`,
  mqttLost: (reason, retry) => `MQTT: ${esLoss[reason]}${retry ? `, nuevo intento en ${retry} s` : ""}`,
  reading: (temperature, humidity) => `Clima: ${temperature} °C, ${humidity} %`,
  sensorError: (error) => `Clima: sin lectura, ${esFrame[error]}`,
  published: (topic, payload) => `MQTT: enviado a ${topic}: ${payload}`,
  acknowledged: (topic) => `MQTT: confirmado ${topic}`,
  pressed: () => "Pulsador: pulsado",
  command: (name) => `Orden: ${name}`,
  commandRefused: (error) => `Orden: rechazada, ${esCommand[error]}`,
  clockSet: (time) => `Reloj: ${time}`,
  alarm: (on) => `Alarma: ${on ? "activada" : "desactivada"}`,
  offline: (minutes, restart) =>
    `MQTT: ${minutes} min sin broker, se reinicia ${restart === "network" ? "la red" : "el nodo"}`,
  failure: (reason) => `Error: ${reason}. El nodo se reinicia.`,
  badSetting: (name, value, allowed) =>
    `Configuración: ${name} = ${value} no vale; se admite ${allowed}. El nodo se detiene.`,
});

const esStart: Record<StartReason, string> = Object.freeze({
  power: "encendido",
  pin: "pulsador de reinicio",
  asked: "reinicio pedido",
  offline: "demasiado tiempo sin broker",
  failure: "fallo del programa",
  watchdog: "el programa no respondía",
  brownout: "la alimentación cayó",
  unknown: "motivo desconocido",
});

const esWiFi: Record<WiFiLoss, string> = Object.freeze({
  absent: "no se encuentra la red (¿nombre, alcance, 2,4 GHz?)",
  password: "la red no admite la clave",
  security: "la red pide otra seguridad (¿clave?)",
  refused: "la red rechaza al nodo",
  dhcp: "la red no da dirección",
  timeout: "la red no responde",
  lost: "conexión perdida",
});

const esLoss: Record<LossReason, string> = Object.freeze({
  dns: "el nombre del broker no existe o no hay DNS",
  unreachable: "no se llega al broker (¿dirección y puerto?)",
  timeout: "el broker no responde",
  lost: "conexión perdida",
  silent: "el broker no confirma los mensajes",
  wifi: "sin Wi-Fi",
  moved: "la dirección del nodo ha cambiado",
  protocol: "el broker no respeta el protocolo",
  version: "el broker no admite MQTT 3.1.1",
  identifier: "el broker rechaza el identificador de cliente",
  unavailable: "el broker no está disponible",
  login: "usuario o contraseña incorrectos",
  unauthorized: "el broker no autoriza a este nodo",
  foreign: "el certificado del broker no es de la autoridad configurada",
  name: "el certificado es de otro servidor",
  expired: "el certificado del broker ha caducado",
  early: "el certificado del broker aún no vale",
  clock: "sin hora no se puede comprobar el certificado",
  certificate: "el certificado del broker no se entiende o no se admite",
  handshake: "no hay acuerdo TLS con el broker",
});

const esCommand: Record<CommandError, string> = Object.freeze({
  retained: "estaba retenida",
  unknown: "no se conoce (valen ON, OFF, TOGGLE)",
  unsigned: "no lleva firma",
  signature: "la firma no es correcta",
  replay: "ya se usó",
  old: "su hora no es la del nodo",
});

const esFrame: Record<FrameError, string> = Object.freeze({
  "no-response": "el sensor no responde (¿está conectado?)",
  truncated: "trama incompleta",
  checksum: "suma de comprobación errónea",
  timing: "tiempos fuera de norma",
  "out-of-range": "valor fuera de rango",
});

const en: Texts = Object.freeze({
  start: (version, on) => `Vigía ${version}: running, alarm ${on ? "on" : "off"}`,
  started: (reason, cause) => `Start: ${en.startReason(reason, cause)}`,
  startReason: (reason, cause) => (cause ? `${enStart[reason]}: ${cause}` : enStart[reason]),
  wifiConnecting: (ssid) => `Wi-Fi: connecting to ${ssid}...`,
  wifiConnected: (address) => `Wi-Fi: connected, address ${address}`,
  wifiLost: (reason, retry) => `Wi-Fi: ${enWiFi[reason]}, trying again in ${retry} s`,
  mqttConnecting: (host, port) => `MQTT: connecting to ${host}:${port}...`,
  mqttConnected: (id, topic) => `MQTT: connected as ${id}, topic ${topic}`,
  mqttLost: (reason, retry) => `MQTT: ${enLoss[reason]}${retry ? `, trying again in ${retry} s` : ""}`,
  reading: (temperature, humidity) => `Climate: ${temperature} °C, ${humidity} %`,
  sensorError: (error) => `Climate: no reading, ${enFrame[error]}`,
  published: (topic, payload) => `MQTT: sent to ${topic}: ${payload}`,
  acknowledged: (topic) => `MQTT: acknowledged ${topic}`,
  pressed: () => "Button: pressed",
  command: (name) => `Command: ${name}`,
  commandRefused: (error) => `Command: refused, ${enCommand[error]}`,
  clockSet: (time) => `Clock: ${time}`,
  alarm: (on) => `Alarm: ${on ? "on" : "off"}`,
  offline: (minutes, restart) =>
    `MQTT: ${minutes} min without a broker, the ${restart === "network" ? "network" : "node"} restarts`,
  failure: (reason) => `Error: ${reason}. The node restarts.`,
  badSetting: (name, value, allowed) =>
    `Configuration: ${name} = ${value} is not valid; allowed: ${allowed}. The node stops.`,
});

const enStart: Record<StartReason, string> = Object.freeze({
  power: "power-up",
  pin: "reset button",
  asked: "a restart was asked for",
  offline: "too long without a broker",
  failure: "the program failed",
  watchdog: "the program did not respond",
  brownout: "the supply dropped",
  unknown: "unknown reason",
});

const enWiFi: Record<WiFiLoss, string> = Object.freeze({
  absent: "the network is not found (name, range, 2.4 GHz?)",
  password: "the network does not take the password",
  security: "the network wants other security (password?)",
  refused: "the network refuses the node",
  dhcp: "the network gives no address",
  timeout: "the network does not answer",
  lost: "connection lost",
});

const enLoss: Record<LossReason, string> = Object.freeze({
  dns: "the broker's name is unknown or there is no DNS",
  unreachable: "the broker cannot be reached (address and port?)",
  timeout: "the broker does not answer",
  lost: "connection lost",
  silent: "the broker does not acknowledge",
  wifi: "no Wi-Fi",
  moved: "the node's address has changed",
  protocol: "the broker does not keep to the protocol",
  version: "the broker does not speak MQTT 3.1.1",
  identifier: "the broker refuses the client identifier",
  unavailable: "the broker is unavailable",
  login: "wrong user or password",
  unauthorized: "the broker does not authorize this node",
  foreign: "the broker's certificate is not from the configured authority",
  name: "the certificate is another server's",
  expired: "the broker's certificate has expired",
  early: "the broker's certificate is not valid yet",
  clock: "without the time the certificate cannot be checked",
  certificate: "the broker's certificate cannot be read or accepted",
  handshake: "no TLS agreement with the broker",
});

const enCommand: Record<CommandError, string> = Object.freeze({
  retained: "it was retained",
  unknown: "it is unknown (ON, OFF, TOGGLE are not)",
  unsigned: "it is not signed",
  signature: "its signature is wrong",
  replay: "it was used before",
  old: "its time is not the node's",
});

const enFrame: Record<FrameError, string> = Object.freeze({
  "no-response": "the sensor does not answer (is it wired?)",
  truncated: "truncated frame",
  checksum: "wrong checksum",
  timing: "timing out of limits",
  "out-of-range": "value out of range",
});

export const texts: Readonly<Record<Language, Texts>> = Object.freeze({ es, en });
