/**
 * TCP, name resolution and network time for the stand-ins, over whatever Network the board is given. With
 * the Wi-Fi gone, connections hang as they do on the chip: nothing is told until somebody times out.
 */
import type { Connection, Network } from "../network/network.ts";
import type { Scheduled, World } from "../world/world.ts";
import type { Channel, Peripheral, Port } from "./peripheral.ts";
import type { WiFiStation } from "./wifi.ts";

/** lwIP's receive window in ESP-IDF's defaults, in bytes. */
const receiveWindow = 5760;
/** How long lwIP waits before it gives a name up when no server answers, in microseconds. */
const resolveTimeout = 14_000_000;

/** What all three need: the network, and whether the radio has it. */
export interface Uplink {
  readonly network: Network;
  readonly station: WiFiStation;
  readonly world: World;
}

export class TCPSockets implements Peripheral {
  readonly #uplink: Uplink;

  constructor(uplink: Uplink) {
    this.#uplink = uplink;
  }

  open(channel: Channel): Port {
    const { network, station } = this.#uplink;
    let connection: Connection | undefined;
    let failed = false;
    let unread = 0;
    let stop: (() => void) | undefined;

    const connect = (address: string, port: number): void => {
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) throw new Error("invalid address");
      if (!station.ready) return;
      connection = network.connect(address, port, {
        connected: () => channel.post("connected"),
        data: (bytes) => {
          unread += bytes.length;
          if (unread >= receiveWindow) connection?.pause();
          channel.post("data", bytes);
        },
        sent: (bytes) => channel.post("sent", bytes),
        error: () => {
          failed = true;
          channel.post("error");
        },
      });
      stop = station.onLost(() => {
        connection?.drop();
        connection = undefined;
      });
    };

    return {
      call: (_connect, address, port) => {
        connect(address as string, port as number);
        return undefined;
      },
      receive: (command, value) => {
        if (command === "write") connection?.write(value as Uint8Array);
        else if (command === "drained") channel.post("error");
        else {
          unread -= value as number;
          if (!failed && unread < receiveWindow) connection?.resume();
        }
      },
      close: () => {
        stop?.();
        connection?.close();
      },
    };
  }
}

export class Resolver implements Peripheral {
  readonly #uplink: Uplink;

  constructor(uplink: Uplink) {
    this.#uplink = uplink;
  }

  open(channel: Channel): Port {
    const { network, station, world } = this.#uplink;
    let timeout: Scheduled | undefined;
    return {
      receive: (name) => {
        if (/^\d+\.\d+\.\d+\.\d+$/.test(name as string)) channel.post(name);
        else if (station.ready) network.resolve(name as string, (address) => channel.post(address));
        else timeout = world.schedule(world.now + resolveTimeout, () => channel.post(undefined));
      },
      close: () => timeout?.cancel(),
    };
  }
}

const sntp = { time: 1, retry: 2, error: -1 };
/** Between the SDK's five tries, in microseconds. */
const sntpRetry = 5_000_000;

export class TimeServer implements Peripheral {
  readonly #uplink: Uplink;

  constructor(uplink: Uplink) {
    this.#uplink = uplink;
  }

  open(channel: Channel): Port {
    const { network, station, world } = this.#uplink;
    let wait: Scheduled | undefined;
    let closed = false;
    const again = (server: string, tries: number): void => {
      wait = world.schedule(world.now + sntpRetry, () => {
        if (tries === 0) return channel.post(sntp.error);
        channel.post(sntp.retry);
        ask(server, tries - 1);
      });
    };
    const ask = (server: string, tries: number): void => {
      if (!station.ready) {
        again(server, tries);
        return;
      }
      network.time(server, (milliseconds) => {
        if (closed) return;
        if (milliseconds === undefined) again(server, tries);
        else channel.post(sntp.time, Math.floor(milliseconds / 1000));
      });
    };
    return {
      receive: (server) => ask(server as string, 4),
      close: () => {
        closed = true;
        wait?.cancel();
      },
    };
  }
}
