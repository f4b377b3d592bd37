/** Every kind of fault that a campaign draws from. */
import { brokerFaults } from "./broker.ts";
import { commands } from "./command.ts";
import type { FaultKind } from "./fault.ts";
import { networkFaults } from "./network.ts";
import { partFaults } from "./parts.ts";
import { powerFaults } from "./power.ts";
import { tlsFaults } from "./tls.ts";

export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(
  [...networkFaults, ...brokerFaults, ...partFaults, ...powerFaults, ...commands, ...tlsFaults].map(
    (kind) => [kind.name, kind],
  ),
);
