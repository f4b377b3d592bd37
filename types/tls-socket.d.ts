/**
 * The SDK's TLS socket as Moddable 8.2.3 has it (examples/io/tcp/tlssocket). Its own typings describe another
 * `read`, `write` and `secure`, and mcconfig does not find them under this specifier.
 */
declare module "embedded:io/socket/tcp/tls" {
  export interface TLSSocketOptions {
    /** Sent to the server in the clear, as the name it is called by. */
    host: string;
    address: string;
    port: number;
    secure: {
      /** Whether the SDK verifies the server's certificates, after its fashion. */
      verify?: boolean;
      /** Whether sessions are resumed. */
      cache?: boolean;
      /** An authority's certificate, DER. */
      certificate?: ArrayBuffer;
      serverName?: string;
    };
    /** The class of the socket below. It gets all these options, with callbacks of TLS. */
    TCP: { io: unknown };
    onReadable?: (count: number) => void;
    onWritable?: (count: number) => void;
    onError?: () => void;
    [option: string]: unknown;
  }

  export default class TLSSocket {
    constructor(options: TLSSocketOptions);
    /**
     * Of one record's data: so many bytes, or all; or, into a buffer, what fits.
     * @returns the bytes, the byte with format "number", or the count of those put into the buffer
     * @throws Error "invalid" for more bytes than there are
     */
    read(count?: number | ArrayBuffer | Uint8Array): number | ArrayBuffer | undefined;
    /**
     * @param options.more whether more follows in the same record
     * @returns the bytes that can still be written, 32 less than TCP's
     * @throws Error "would block" when TCP has no room for the record: then the connection is broken
     */
    write(data: ArrayBuffer | Uint8Array, options?: { more: boolean; byteLength?: number }): number;
    close(): void;
    get format(): string;
    set format(format: string);
  }
}
