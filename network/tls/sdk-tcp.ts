/** The SDK's TCP socket with the types of what the node uses of it: npm's typings lack what `write` returns. */
import TCP from "embedded:io/socket/tcp";

export interface TCPOptions {
  address: string;
  port: number;
  onReadable(count: number): void;
  onWritable(count: number): void;
  onError(): void;
}

export interface TCPSocket {
  read(target: Uint8Array): unknown;
  /** @returns the bytes that can still be written @throws Error "would block" */
  write(bytes: Uint8Array): number;
  close(): void;
}

export default TCP as unknown as new (
  options: TCPOptions,
) => TCPSocket;
