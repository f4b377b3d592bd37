/** Why a network was not joined, or was lost. Pure. */

export type WiFiLoss =
  /** No access point of that name answers. */
  | "absent"
  | "password"
  /** The network is secured and no password was given, or the other way round. */
  | "security"
  /** It is there, and does not want the node. */
  | "refused"
  /** Joined, but no address came. */
  | "dhcp"
  | "timeout"
  /** It was there, and is not heard any more. */
  | "lost";

/** ESP-IDF's wifi_err_reason_t: those of IEEE 802.11 below 200, Espressif's own from there on. */
const losses: Readonly<Record<number, WiFiLoss>> = Object.freeze({
  2: "password",
  5: "refused",
  14: "password",
  15: "password",
  200: "lost",
  201: "absent",
  202: "password",
  203: "refused",
  204: "password",
  205: "refused",
  210: "security",
  211: "security",
  212: "absent",
});

/** @param joined whether there was a link before */
export function wifiLoss(reason: number, joined: boolean): WiFiLoss {
  return joined ? "lost" : (losses[reason] ?? "refused");
}
