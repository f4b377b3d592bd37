/** Payloads, as text. */

/** The course's keys, always with one decimal: `{"temp":24.0,"humidity":40.0}`. */
export function climateMessage(temperature: number, humidity: number): string {
  return `{"temp":${temperature.toFixed(1)},"humidity":${humidity.toFixed(1)}}`;
}

export const Online = "online";
export const Offline = "offline";
