/** A serial line to a board, whatever carries it. */

export interface ConnectionListener {
  onData(bytes: Uint8Array): void;
  /** It is gone: unplugged, or closed at the other end. Not called after `close`. */
  onLost(): void;
}

export interface Connection {
  write(bytes: Uint8Array): void;
  /** Pulls the chip's EN low for a moment by RTS, as development boards wire it. Boards without that go on. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface ConnectionSource {
  /** For people: the port's or the server's name. */
  readonly name: string;
  /** @throws ToolchainError with the cause */
  open(listener: ConnectionListener): Promise<Connection>;
}

/** How long EN stays low, in ms: esptool's own figure. */
export const restartTime = 100;
