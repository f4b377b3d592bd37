/** The guarded socket classes, made once, at preload. */
import TCP from "embedded:io/socket/tcp";
import { guarded, type SocketConstructor } from "./guard";
import SecureSocket from "./tls/secure-socket";

export const GuardedTCP: SocketConstructor = guarded(TCP as unknown as SocketConstructor);
export const GuardedTLS: SocketConstructor = guarded(SecureSocket);
