/**
 * Wokwi's protocol: JSON messages over a WebSocket.
 * @see https://github.com/wokwi/wokwi-cli/tree/main/packages/client (0.26)
 */
import * as v from "valibot";

export interface Hello {
  readonly type: "hello";
  readonly protocolVersion: 1;
  readonly appName: string;
  readonly appVersion: string;
}

export interface Response {
  readonly type: "response";
  readonly command: string;
  readonly id: string;
  /** With `error`: `{code, message}`. */
  readonly result: unknown;
  readonly error: boolean;
}

export interface Event {
  readonly type: "event";
  readonly event: "serial-monitor:data" | "sim:pause" | "chips:log" | "pin:change";
  readonly payload: unknown;
  /** Simulated time since power-up. */
  readonly nanos: number;
  readonly paused: boolean;
}

/** For what cannot be answered: it is no command. */
export interface ProtocolError {
  readonly type: "error";
  readonly message: string;
}

export type ServerMessage = Hello | Response | Event | ProtocolError;

const commandSchema = v.object({
  type: v.literal("command"),
  command: v.string(),
  id: v.optional(v.union([v.string(), v.number()]), ""),
  params: v.optional(v.unknown()),
});

export type Command = v.InferOutput<typeof commandSchema>;

/** @throws Error saying what it is instead */
export function parseCommand(text: string): Command {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Error("the message is not JSON");
  }
  const parsed = v.safeParse(commandSchema, message);
  if (parsed.success) return parsed.output;
  throw new Error('the message is not a command: {"type":"command","command":...,"id":...,"params":{...}}');
}

/** A command that cannot be done; the codes are those of HTTP. */
export class CommandError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws CommandError 400 naming the parameter */
export function parameters<Schema extends v.GenericSchema>(
  schema: Schema,
  params: unknown,
): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, params ?? {});
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const path = v.getDotPath(issue);
  throw new CommandError(400, path ? `${path}: ${issue.message}` : issue.message);
}
