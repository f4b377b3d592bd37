/**
 * A node that has nothing but TLS, for tests/simulator/tls/board.test.ts: it tries one server after another, as its
 * configuration lists them, and says what became of each. Where it gets through, it wants its words back.
 */
import WiFi from "embedded:network/interface/wifi";
import config from "mc/config";
import Time from "time";
import Timer from "timer";
import { decodePEM } from "../../../network/tls/pem";
import type { Refusal } from "../../../network/tls/refusal";
import SecureSocket from "../../../network/tls/secure-socket";

interface Server {
  name: string;
  host: string;
  port: number;
}

interface Tries {
  servers: Server[];
  ca: string;
  unix: number;
  /** For a server that says nothing, in ms. */
  patience: number;
}

const { servers, ca, unix, patience } = config as unknown as Tries;
const Words = "who is there?";

function tryOut({ name, host, port }: Server, next: () => void): void {
  let said = "";
  let asked = false;
  const end = (outcome: string) => {
    Timer.clear(timer);
    socket.close();
    trace(`${name}: ${outcome}\n`);
    Timer.set(next);
  };
  const timer = Timer.set(() => end("silent"), patience);
  const socket = new SecureSocket({
    host,
    address: "127.0.0.1",
    port,
    authorities: () => decodePEM(ca),
    now: () => (unix ? Date.now() : undefined),
    onWritable() {
      if (asked) return;
      asked = true;
      const bytes = new Uint8Array(ArrayBuffer.fromString(Words));
      socket.write(bytes.subarray(0, 5), { more: true, byteLength: bytes.length });
      socket.write(bytes.subarray(5));
    },
    onReadable(count) {
      const half = count >> 1;
      for (const length of [half, count - half])
        if (length) said += String.fromArrayBuffer(socket.read(length) as ArrayBuffer);
      if (said.endsWith("!")) end(said === `${Words}!` ? "open" : `open, but it said ${said}`);
    },
    onRefused(refusal: Refusal) {
      said = `${refusal.reason}, ${refusal.message}`;
    },
    onError: () => end(said || "error"),
  });
}

function tryAll(index: number): void {
  const server = servers[index];
  if (server) tryOut(server, () => tryAll(index + 1));
  else trace("done\n");
}

const wifi = new WiFi({
  onChanged(property) {
    if (property !== "connection" || wifi.connection !== 500) return;
    if (unix) Time.set(unix);
    tryAll(0);
  },
});
wifi.connect({ SSID: "Wokwi-GUEST", channel: 6 });
