/**
 * Commands from outside: `ON`, `OFF`, `TOGGLE`, alone where the broker asks for a login. Where a secret is
 * configured, a command is `ON <counter> <signature>`: the counter is the sender's clock in ms since 1970 and
 * must grow, the signature is HMAC-SHA256 in hexadecimal of `<topic>\n<command>\n<counter>` with the secret.
 */
import { hmacSHA256 } from "./hmac";

export type CommandName = "ON" | "OFF" | "TOGGLE";

/** Why a command is not obeyed. */
export type CommandError = "retained" | "unknown" | "unsigned" | "signature" | "replay" | "old";

export interface Command {
  name: CommandName;
  counter?: number;
}

export interface CommandPolicy {
  /** Empty where commands need no signature. */
  secret: string;
  topic: string;
  /** Counter of the last command that was obeyed. */
  last: number;
  /** Milliseconds since 1970, or undefined while the clock is not set. */
  now: number | undefined;
}

/** How far a signed command's time may be from the node's, in ms. */
const Window = 5 * 60 * 1000;
const Hex = "0123456789abcdef";

function isCommand(name: string | undefined): name is CommandName {
  return name === "ON" || name === "OFF" || name === "TOGGLE";
}

/** Takes the same time wherever the difference is. */
function verify(signature: string, expected: Uint8Array): boolean {
  if (signature.length !== 64) return false;
  let difference = 0;
  for (let i = 0; i < 32; i++) {
    const byte = (Hex.indexOf(signature.charAt(i * 2)) << 4) | Hex.indexOf(signature.charAt(i * 2 + 1));
    difference |= byte ^ (expected[i] as number);
  }
  return difference === 0;
}

/** @param text the message's payload */
export function readCommand(text: string, policy: CommandPolicy): Command | CommandError {
  const { secret, topic, last, now } = policy;
  if (secret === "") return isCommand(text) ? { name: text } : "unknown";
  const [name, digits, signature] = text.split(" ", 4);
  if (!isCommand(name)) return "unknown";
  if (!digits || !signature) return "unsigned";
  const counter = /^\d{1,15}$/.test(digits) ? Number(digits) : 0;
  const message = ArrayBuffer.fromString(`${topic}\n${name}\n${digits}`);
  if (!verify(signature, hmacSHA256(ArrayBuffer.fromString(secret), message))) return "signature";
  if (counter <= last) return "replay";
  if (now !== undefined && Math.abs(now - counter) > Window) return "old";
  return { name, counter };
}
