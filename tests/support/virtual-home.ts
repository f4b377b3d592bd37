/** The node's own firmware on a board in virtual time, at home: Wi-Fi, a network, and a broker in it. */
import type { Published } from "../../simulator/broker/events.ts";
import { ModelBroker, type ModelBrokerOptions } from "../../simulator/broker/model-broker.ts";
import { SimulatedNetwork, type SimulatedNetworkOptions } from "../../simulator/network/simulated-network.ts";
import { type VirtualBoard, type VirtualBoardOptions, virtualBoard } from "./virtual-board.ts";

/** Where the broker is, and the base of the node's topics. */
export const home = { name: "broker.local", address: "192.168.1.10", port: 1883, topic: "t" } as const;

export interface VirtualHome extends VirtualBoard {
  readonly network: SimulatedNetwork;
  readonly broker: ModelBroker;
  /** Every message that the broker took, in order, wills not among them. */
  readonly published: (Published & { readonly at: number })[];
  /** Bytes that the node has written to its connections. */
  readonly sent: number;
}

export interface VirtualHomeOptions extends Omit<VirtualBoardOptions, "network" | "wifi"> {
  network?: SimulatedNetworkOptions;
  broker?: Partial<ModelBrokerOptions>;
}

/** The power is on when this returns; no time has passed. */
export async function virtualHome(options: VirtualHomeOptions = {}): Promise<VirtualHome> {
  const { network: networkOptions, broker: brokerOptions, firmware, ...rest } = options;
  const published: VirtualHome["published"] = [];
  // The board's world is made with the board, and the network in the world: nothing asks it before.
  let network: SimulatedNetwork | undefined;
  let sent = 0;
  const board = await virtualBoard({
    ...rest,
    wifi: true,
    firmware: {
      ...firmware,
      config: { broker: home.name, port: home.port, topic: home.topic, ...firmware?.config },
    },
    network: {
      resolve: (name, done) => network!.resolve(name, done),
      connect: (address, port, listener) => {
        const connection = network!.connect(address, port, listener);
        const write = connection.write.bind(connection);
        connection.write = (bytes) => {
          sent += bytes.length;
          write(bytes);
        };
        return connection;
      },
      time: (server, done) => network!.time(server, done),
    },
  });
  const { world } = board;
  network = new SimulatedNetwork(world, networkOptions);
  network.addHost(home.name, home.address);
  const broker = new ModelBroker(world, network, {
    address: home.address,
    port: home.port,
    ...brokerOptions,
  });
  broker.observe((event) => {
    if (event.kind === "publish") published.push(event);
  });
  return {
    ...board,
    network,
    broker,
    published,
    get sent() {
      return sent;
    },
  };
}
