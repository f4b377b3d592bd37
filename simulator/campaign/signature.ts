/** Signed commands (network/commands.ts), made here by Node's own cryptography. */
import { createHmac } from "node:crypto";

export const commandNames = ["ON", "OFF", "TOGGLE"] as const;
export type CommandName = (typeof commandNames)[number];

/** @param counter the sender's clock, in milliseconds since 1970 @returns the message's payload */
export function signedCommand(
  name: CommandName,
  counter: number | string,
  { topic, secret }: { topic: string; secret: string },
): string {
  const signature = createHmac("sha256", secret).update(`${topic}\n${name}\n${counter}`).digest("hex");
  return `${name} ${counter} ${signature}`;
}
