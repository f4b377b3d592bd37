/** The frames' way to a board's engine and back. */
export interface Transport {
  /** The engine's process, if it has one of its own. */
  readonly pid: number | undefined;
  /** Sends frames to the engine, which it reads before it says anything more. */
  send(bytes: Uint8Array): void;
  /**
   * Waits for what the engine says, and puts it into the buffer from `offset` on.
   * @returns how many bytes; 0 when the engine has ended
   */
  receive(buffer: Buffer, offset: number): number;
  /** Ends the engine at once, as cutting the power does. */
  close(): void;
}
