/**
 * All that the node says on its console. A student follows a run by these lines, and scenarios wait for
 * them, so a change here is a change of the interface.
 */
import type { FrameError } from "../sensors/dht22-frame";

export type Language = "es" | "en";

/** Why the session has no connection. */
export type LossReason = "dns" | "refused" | "timeout" | "lost" | "wifi";

export interface Texts {
  start(version: string, alarmOn: boolean): string;
  wifiConnecting(ssid: string): string;
  wifiConnected(address: string): string;
  wifiLost(retry: number): string;
  mqttConnecting(host: string, port: number): string;
  mqttConnected(id: string, topic: string): string;
  /** @param retry seconds, or 0 when the next try waits for something else */
  mqttLost(reason: LossReason, retry: number): string;
  reading(temperature: string, humidity: string): string;
  sensorError(error: FrameError): string;
  published(topic: string, payload: string): string;
  acknowledged(topic: string): string;
  pressed(): string;
  alarm(on: boolean): string;
  /** Before the chip restarts. */
  failure(reason: string): string;
  badSetting(name: string, value: string, allowed: string): string;
}

const es: Texts = {
  start: (version, on) => `Vigía ${version}: en marcha, alarma ${on ? "activada" : "desactivada"}`,
  wifiConnecting: (ssid) => `Wi-Fi: conectando con ${ssid}...`,
  wifiConnected: (address) => `Wi-Fi: conectado, dirección ${address}`,
  wifiLost: (retry) => `Wi-Fi: sin conexión, nuevo intento en ${retry} s`,
  mqttConnecting: (host, port) => `MQTT: conectando con ${host}:${port}...`,
  mqttConnected: (id, topic) => `MQTT: conectado como ${id}, tema ${topic}`,
  mqttLost: (reason, retry) => `MQTT: ${esLoss[reason]}${retry ? `, nuevo intento en ${retry} s` : ""}`,
  reading: (temperature, humidity) => `Clima: ${temperature} °C, ${humidity} %`,
  sensorError: (error) => `Clima: sin lectura, ${esFrame[error]}`,
  published: (topic, payload) => `MQTT: enviado a ${topic}: ${payload}`,
  acknowledged: (topic) => `MQTT: confirmado ${topic}`,
  pressed: () => "Pulsador: pulsado",
  alarm: (on) => `Alarma: ${on ? "activada" : "desactivada"}`,
  failure: (reason) => `Error: ${reason}. El nodo se reinicia.`,
  badSetting: (name, value, allowed) =>
    `Configuración: ${name} = ${value} no vale; se admite ${allowed}. El nodo se detiene.`,
};

const esLoss: Record<LossReason, string> = {
  dns: "el nombre del broker no existe o no hay DNS",
  refused: "el broker rechaza la conexión",
  timeout: "el broker no responde",
  lost: "conexión perdida",
  wifi: "sin Wi-Fi",
};

const esFrame: Record<FrameError, string> = {
  "no-response": "el sensor no responde (¿está conectado?)",
  truncated: "trama incompleta",
  checksum: "suma de comprobación errónea",
  timing: "tiempos fuera de norma",
  "out-of-range": "valor fuera de rango",
};

const en: Texts = {
  start: (version, on) => `Vigía ${version}: running, alarm ${on ? "on" : "off"}`,
  wifiConnecting: (ssid) => `Wi-Fi: connecting to ${ssid}...`,
  wifiConnected: (address) => `Wi-Fi: connected, address ${address}`,
  wifiLost: (retry) => `Wi-Fi: not connected, trying again in ${retry} s`,
  mqttConnecting: (host, port) => `MQTT: connecting to ${host}:${port}...`,
  mqttConnected: (id, topic) => `MQTT: connected as ${id}, topic ${topic}`,
  mqttLost: (reason, retry) => `MQTT: ${enLoss[reason]}${retry ? `, trying again in ${retry} s` : ""}`,
  reading: (temperature, humidity) => `Climate: ${temperature} °C, ${humidity} %`,
  sensorError: (error) => `Climate: no reading, ${enFrame[error]}`,
  published: (topic, payload) => `MQTT: sent to ${topic}: ${payload}`,
  acknowledged: (topic) => `MQTT: acknowledged ${topic}`,
  pressed: () => "Button: pressed",
  alarm: (on) => `Alarm: ${on ? "on" : "off"}`,
  failure: (reason) => `Error: ${reason}. The node restarts.`,
  badSetting: (name, value, allowed) =>
    `Configuration: ${name} = ${value} is not valid; allowed: ${allowed}. The node stops.`,
};

const enLoss: Record<LossReason, string> = {
  dns: "the broker's name is unknown or there is no DNS",
  refused: "the broker refuses the connection",
  timeout: "the broker does not answer",
  lost: "connection lost",
  wifi: "no Wi-Fi",
};

const enFrame: Record<FrameError, string> = {
  "no-response": "the sensor does not answer (is it wired?)",
  truncated: "truncated frame",
  checksum: "wrong checksum",
  timing: "timing out of limits",
  "out-of-range": "value out of range",
};

export const texts: Readonly<Record<Language, Texts>> = { es, en };
