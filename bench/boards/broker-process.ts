/** Keeps a broker as long as the bench is there: Mosquitto if it is installed, else the embedded one, in this process. */
import { skipWithout, startMosquitto } from "../../tests/support/mosquitto.ts";
import { startBroker } from "../../tools/lib/embedded-broker.ts";
import type { BrokerPlace } from "./broker.ts";

async function start(): Promise<{ place: BrokerPlace; close(): Promise<void> }> {
  if (skipWithout("mosquitto")) {
    const { host, port, close } = await startBroker();
    return { place: { name: "embedded aedes", host, port, pid: process.pid }, close };
  }
  const { host, port, child, close } = await startMosquitto();
  return { place: { name: "Mosquitto", host, port, pid: child.pid! }, close };
}

process.on("SIGINT", () => {});
const broker = await start();
process.on("disconnect", () => void broker.close().finally(() => process.exit(0)));
if (process.connected) process.send!(broker.place);
else await broker.close();
