/** What a broker retains, as a new subscriber sees it. */
import { connectAsync } from "mqtt";

export async function retained(port: number, topic: string, login: object = {}): Promise<string | undefined> {
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, ...login });
  try {
    const seen = new Promise<string | undefined>((resolve) => {
      client.on("message", (_topic, payload) => resolve(payload.toString()));
      setTimeout(() => resolve(undefined), 1000);
    });
    await client.subscribeAsync(topic, { qos: 1 });
    return await seen;
  } finally {
    await client.endAsync(true);
  }
}
