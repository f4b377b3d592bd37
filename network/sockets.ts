/** The guarded socket classes, made once, at preload. */
import TCP from "embedded:io/socket/tcp";
import { guarded, type SocketConstructor } from "./guard";

export const GuardedTCP: SocketConstructor = guarded(TCP as unknown as SocketConstructor);
