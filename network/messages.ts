/** Payloads, as text. */
import { Epoch, isoTime } from "./time-stamp";

export const Online = "online";
export const Offline = "offline";

/**
 * When it happened: ISO 8601 once the clock is set, its age in ms before that, nothing when nobody knows.
 * @param at milliseconds since 1970, or since the start, or 0 @param now in the same terms
 */
function when(at: number, now: number): string {
  if (at >= Epoch) return `,"time":"${isoTime(at)}"`;
  if (at === 0 || now >= Epoch) return "";
  return `,"age":${Math.max(0, Math.round(now - at))}`;
}

/** The course's keys, always with one decimal: `{"temp":24.0,"humidity":40.0}`, and the time if it is known. */
export function climateMessage(temperature: number, humidity: number, at: number): string {
  const time = at >= Epoch ? `,"time":"${isoTime(at)}"` : "";
  return `{"temp":${temperature.toFixed(1)},"humidity":${humidity.toFixed(1)}${time}}`;
}

/** A reading that could not be sent when it was taken. */
export function pastClimateMessage(temperature: number, humidity: number, at: number, now: number): string {
  return `{"temp":${temperature.toFixed(1)},"humidity":${humidity.toFixed(1)}${when(at, now)}}`;
}

/** A change of the alarm: `{"alarma":"Alarma activada","time":"2026-01-01T12:00:00Z"}`. */
export function alarmEventMessage(text: string, at: number, now: number): string {
  return `{"alarma":${JSON.stringify(text)}${when(at, now)}}`;
}
