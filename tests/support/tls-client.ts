/** Runs the programs of tests/xs/tls/ on boards in wall-clock time. */
import { join } from "node:path";
import { Board } from "../../simulator/board.ts";
import { buildCircuit } from "../../simulator/circuit.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { buildEngine } from "../../simulator/engine/build.ts";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";
import { RealNetwork } from "../../simulator/network/real-network.ts";
import { WallWorld } from "../../simulator/world/wall-world.ts";
import { project } from "./xs-program.ts";

export interface TLSTry {
  name: string;
  /** As the certificate should name it. */
  host?: string;
  port: number;
}

/** So many at a time: the list is in the board's memory. */
const batch = 12;
const patience = 60_000;
/** Of the node for one server, in ms: long enough on a busy PC, or as long as a silent server is waited for. */
const forServer = 20_000;
export const forSilence = 3_000;

/**
 * Runs a program until it says one of the last lines.
 * @returns all lines
 * @throws Error if it dies or never says it
 */
export async function runOnBoard(
  program: string,
  config: Record<string, unknown>,
  last: (line: string) => boolean,
): Promise<string[]> {
  const world = new WallWorld(1);
  const circuit = buildCircuit(readDiagram(join(project, "diagram.json")), world);
  const firmware = await loadFirmware(join(project, "manifest.json"), {
    main: `tests/xs/tls/${program}`,
    config,
  });
  const engine = await buildEngine();
  const lines: string[] = [];
  let board: Board | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no end after:\n${lines.join("\n")}`)), patience);
      board = new Board(
        { engine, firmware, circuit, world, network: new RealNetwork() },
        {
          console(line) {
            lines.push(line);
            if (last(line)) resolve();
          },
          died: (death) => reject(new Error(`the board died: ${JSON.stringify(death)}`)),
        },
      );
      board.powerOn();
    });
  } finally {
    clearTimeout(timer);
    board?.powerOff();
    circuit.close();
    world.close();
  }
  return lines;
}

export const now = (): number => Math.floor(Date.now() / 1000);

/**
 * @param unix the node's clock in seconds since 1970, or 0: not set
 * @returns what the node says of each server, by name
 */
export async function tryServers(
  ca: string,
  tries: readonly TLSTry[],
  unix = now(),
  most = forServer,
): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  for (let start = 0; start < tries.length; start += batch) {
    const servers = tries.slice(start, start + batch).map((server) => ({ host: "localhost", ...server }));
    for (const line of await runOnBoard(
      "client",
      { ca, servers, unix, patience: most },
      (text) => text === "done",
    )) {
      const match = /^([^:]+): (.*)$/.exec(line);
      if (match) outcomes[match[1]!] = match[2]!;
    }
  }
  return outcomes;
}
