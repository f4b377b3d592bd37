/** What happens to bytes, connections, names and time servers, and to the Wi-Fi that brings them. */

import { brokerHost } from "../../home/home.ts";
import { type Conditions, homeNetwork } from "../../network/conditions.ts";
import { type FaultKind, nothing, type Parameters, type Scene } from "./fault.ts";

/** Sets some of the network's conditions, and sets them back. */
function condition(
  name: string,
  what: string,
  lasts: FaultKind["lasts"],
  draw: FaultKind["draw"],
): FaultKind {
  return {
    name,
    what,
    place: "line",
    lasts,
    draw,
    begin({ home }, parameters) {
      const usual = homeNetwork();
      const { conditions } = home.network;
      Object.assign(conditions, parameters);
      return () => {
        for (const key of Object.keys(parameters) as (keyof Conditions)[])
          Object.assign(conditions, { [key]: usual[key] });
      };
    },
  };
}

function names(
  name: string,
  what: string,
  values: (parameters: Parameters) => object,
  draw: FaultKind["draw"] = nothing,
): FaultKind {
  return {
    name,
    what,
    place: "names",
    lasts: [30, 3600],
    draw,
    begin({ home }, parameters) {
      Object.assign(home.network.conditions.names, values(parameters));
      return () => Object.assign(home.network.conditions.names, homeNetwork().names);
    },
  };
}

const hole = (direction: "toServer" | "toClient", name: string, what: string): FaultKind => ({
  name,
  what,
  place: "line",
  lasts: [5, 1800],
  draw: nothing,
  begin({ home }) {
    home.network.conditions.blackHole[direction] = true;
    return () => {
      home.network.conditions.blackHole[direction] = false;
    };
  },
});

/** Something done to each connection that is open. */
const toLinks = (
  name: string,
  what: string,
  draw: FaultKind["draw"],
  act: (scene: Scene, parameters: Parameters) => void,
): FaultKind => ({
  name,
  what,
  place: "connections",
  lasts: [0, 0],
  draw,
  begin(scene, parameters) {
    act(scene, parameters);
    return undefined;
  },
});

/** Nobody is there. */
const stranger = "192.168.1.99";

export const networkFaults: readonly FaultKind[] = [
  condition("latency", "a slow line with jitter", [60, 7200], (random) => ({
    latency: random.integer(50_000, 3_000_000),
    jitter: random.integer(0, 2_000_000),
  })),
  condition("bandwidth", "a narrow line", [60, 3600], (random) => ({ bandwidth: random.integer(50, 2_000) })),
  condition("segments", "bytes split and joined anywhere", [60, 7200], (random) => ({
    segment: random.integer(1, 20),
    jitter: random.integer(0, 200_000),
  })),
  condition("loss", "lost segments, seen as stalls", [60, 7200], (random) => ({
    loss: random.integer(1, 40) / 100,
  })),
  condition("resets", "connections reset at any byte", [60, 3600], (random) => ({
    reset: random.integer(1, 50) / 100,
  })),
  condition("refused", "connections refused", [10, 1800], () => ({ refuse: true })),
  hole("toServer", "deaf", "nothing gets to the broker, nobody is told"),
  hole("toClient", "mute", "nothing comes from the broker, nobody is told"),
  toLinks(
    "cut",
    "the next connection is cut after so many bytes",
    (random) => ({
      toServer: random.chance(0.5),
      bytes: random.integer(0, 400),
    }),
    ({ home }, { toServer, bytes }) => {
      home.network.cutNextAfter(toServer ? "toServer" : "toClient", bytes as number);
      for (const link of home.network.links) link.reset("server");
    },
  ),
  toLinks(
    "half-open",
    "the broker's side of the connection is gone",
    (random) => ({
      silent: random.chance(0.5),
    }),
    ({ home }, { silent }) => {
      for (const link of [...home.network.links]) link.halfOpen("client", silent ? "silence" : "reset");
    },
  ),
  names("no-name", "the broker's name is unknown", () => ({ fault: "unknown" })),
  names("no-dns", "no name server answers", () => ({ fault: "silence" })),
  names(
    "dns-lies",
    "the name has another address",
    ({ address }) => ({ fault: "lie", address }),
    (random) => ({
      address: random.chance(0.5) ? stranger : brokerHost.address.replace(/\d+$/, "1"),
    }),
  ),
  {
    name: "no-time",
    what: "no time server answers",
    place: "time",
    lasts: [60, 43_200],
    draw: nothing,
    begin({ home }) {
      const { time } = home.network.conditions;
      time.answers = false;
      return () => {
        time.answers = true;
      };
    },
  },
  {
    name: "wrong-time",
    what: "the time server is wrong, and other wrong at each answer: the clock steps",
    place: "time",
    lasts: [3600, 43_200],
    draw: (random) => ({
      offset: random.integer(-400 * 86_400, 400 * 86_400) * 1000,
      step: random.integer(-86_400, 86_400) * 1000,
    }),
    begin({ home }, { offset, step }) {
      const { time } = home.network.conditions;
      Object.assign(time, { offset, step });
      return () => Object.assign(time, { offset: 0, step: 0 });
    },
  },
  {
    name: "no-wifi",
    what: "the access point is gone",
    place: "wifi",
    lasts: [1, 7200],
    weight: 2,
    draw: nothing,
    begin({ home }) {
      home.board.accessPoint.on = false;
      return () => {
        home.board.accessPoint.on = true;
      };
    },
  },
  {
    name: "roaming",
    what: "another access point, another address",
    place: "wifi",
    lasts: [0, 0],
    draw: (random) => ({ address: `10.13.37.${random.integer(3, 250)}` }),
    begin({ home }, { address }) {
      home.board.station.roam(address as string);
      return undefined;
    },
  },
];
