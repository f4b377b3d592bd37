import { RawClient, type Site } from "../raw-client.ts";

/** One case of the suite. */
export interface Case {
  name: string;
  /** Clauses or sections of MQTT 3.1.1. */
  clause: string;
  /** Whether the broker asks for a login. */
  logins?: true;
  /** @returns what the broker said, in order; the bench's own prefix is taken out */
  run(bench: Bench): Promise<string[]>;
  expected: string[];
}

/** A broker for one case; several cases may use the same broker at the same time. */
export class Bench {
  readonly site: Site;
  /** Begins the names of this case's clients and topics. */
  readonly prefix: string;
  readonly #clients: RawClient[] = [];

  constructor(site: Site, prefix: string) {
    this.site = site;
    this.prefix = prefix;
  }

  /** A client of its own connection; the same name is the same client to the broker. */
  client(name = "a"): RawClient {
    const client = new RawClient(this.site, `${this.prefix}${name}`);
    this.#clients.push(client);
    return client;
  }

  /** A client that is connected with a clean session. */
  async inside(name = "a"): Promise<RawClient> {
    const client = this.client(name);
    await client.enter();
    return client;
  }

  /** A connected client with subscriptions at QoS 2, or another. */
  async listener(filter: string, qos: 0 | 1 | 2 = 2, name = "listener"): Promise<RawClient> {
    const client = await this.inside(name);
    await client.listen([filter, qos]);
    return client;
  }

  topic(name: string): string {
    return `${this.prefix}/${name}`;
  }

  close(): void {
    for (const client of this.#clients) client.vanish();
  }
}
