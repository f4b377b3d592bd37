/** Runs tests/xs/tls/client.ts on a board in wall-clock time. */
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

/**
 * @param unix the node's clock in seconds since 1970, or 0: not set
 * @returns what the node says of each server, by name
 */
export async function tryServers(
  ca: string,
  tries: readonly TLSTry[],
  unix = Math.floor(Date.now() / 1000),
): Promise<Record<string, string>> {
  const world = new WallWorld(1);
  const circuit = buildCircuit(readDiagram(join(project, "diagram.json")), world);
  const servers = tries.map((server) => ({ host: "localhost", ...server }));
  const firmware = await loadFirmware(join(project, "manifest.json"), {
    main: "tests/xs/tls/client",
    config: { ca, servers, unix },
  });
  const outcomes: Record<string, string> = {};
  const engine = await buildEngine();
  let board: Board | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      board = new Board(
        { engine, firmware, circuit, world, network: new RealNetwork() },
        {
          console(line) {
            if (line === "done") resolve();
            const match = /^([^:]+): (.*)$/.exec(line);
            if (match) outcomes[match[1]!] = match[2]!;
          },
          died: (death) => reject(new Error(`the board died: ${JSON.stringify(death)}`)),
        },
      );
      board.powerOn();
    });
  } finally {
    board?.powerOff();
    circuit.close();
    world.close();
  }
  return outcomes;
}
