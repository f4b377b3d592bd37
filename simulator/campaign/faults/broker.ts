/** What a broker may do to its clients. */
import type { BrokerFaults } from "../../broker/faults.ts";
import { noFaults } from "../../broker/faults.ts";
import { type FaultKind, nothing } from "./fault.ts";

/** Sets some of the broker's faults, and sets them back; the node is thrown out where it shall meet them. */
function misbehaviour(
  name: string,
  what: string,
  place: "acknowledgements" | "admission",
  lasts: FaultKind["lasts"],
  draw: FaultKind["draw"],
): FaultKind {
  return {
    name,
    what,
    place,
    lasts,
    draw,
    begin({ home }, parameters) {
      const { broker } = home;
      const usual = noFaults();
      Object.assign(broker.faults, parameters);
      if (place === "admission") for (const client of broker.clients) broker.disconnect(client);
      return () => {
        for (const key of Object.keys(parameters) as (keyof BrokerFaults)[])
          Object.assign(broker.faults, { [key]: usual[key] });
      };
    },
  };
}

export const brokerFaults: readonly FaultKind[] = [
  {
    name: "broker-down",
    what: "the broker is killed, and is back with or without its memory",
    place: "broker",
    lasts: [1, 3600],
    weight: 2,
    draw: (random) => ({ memory: random.chance(0.5) }),
    begin({ home }, { memory }) {
      home.broker.kill({ memory: memory as boolean });
      return () => home.broker.start();
    },
  },
  misbehaviour("slow-acknowledgements", "PUBACK comes late", "acknowledgements", [60, 3600], (random) => ({
    acknowledgeAfter: random.integer(1_000_000, 30_000_000),
  })),
  misbehaviour("double-acknowledgements", "PUBACK comes twice", "acknowledgements", [60, 7200], () => ({
    acknowledgeTwice: true,
  })),
  misbehaviour("lost-acknowledgements", "PUBACK comes or not", "acknowledgements", [60, 3600], (random) => ({
    acknowledgeNever: random.integer(10, 60) / 100,
  })),
  misbehaviour("refusal", "CONNECT is refused, by each code", "admission", [10, 1800], (random) => ({
    refuse: random.integer(1, 5),
  })),
  misbehaviour("silence", "TCP is accepted, and nothing answered", "admission", [10, 1800], () => ({
    silent: true,
  })),
  misbehaviour("no-connack", "let in, but not told", "admission", [10, 900], () => ({
    swallowConnack: true,
  })),
  misbehaviour("thrown-out", "reset after so many packets", "admission", [30, 900], (random) => ({
    disconnectAfter: random.integer(2, 12),
  })),
  {
    name: "garbage",
    what: "bytes that are no packets",
    place: "broker",
    lasts: [0, 0],
    draw: nothing,
    begin({ home }) {
      home.broker.sendGarbage();
      return undefined;
    },
  },
];
