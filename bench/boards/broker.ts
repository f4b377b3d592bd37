/** One real broker in a process of its own. */
import { fork } from "node:child_process";
import { join } from "node:path";

export interface BrokerPlace {
  /** Which broker it is. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Whose processor's time is the broker's. */
  readonly pid: number;
}

export interface BenchBroker extends BrokerPlace {
  close(): Promise<void>;
}

/** @throws Error when it does not start */
export async function startBenchBroker(): Promise<BenchBroker> {
  const child = fork(join(import.meta.dirname, "broker-process.ts"), { execArgv: ["--import", "tsx"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const place = await new Promise<BrokerPlace>((resolve, reject) => {
    child.once("message", (message) => resolve(message as BrokerPlace));
    child.once("exit", (code) => reject(new Error(`the broker's process ended with ${code}`)));
  });
  return {
    ...place,
    close() {
      if (child.connected) child.disconnect();
      return ended;
    },
  };
}
