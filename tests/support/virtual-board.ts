/** The node's own firmware on a board in virtual time, without a network: for what happens at its pins. */
import { join } from "node:path";
import { Board, type BoardOptions } from "../../simulator/board.ts";
import { buildCircuit, type Circuit } from "../../simulator/circuit.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { buildEngine, type EngineKind } from "../../simulator/engine/build.ts";
import type { Death } from "../../simulator/engine/deaths.ts";
import type { Creation } from "../../simulator/engine/engine.ts";
import { type FirmwareOptions, loadFirmware } from "../../simulator/firmware/firmware.ts";
import { AccessPoint, type AccessPointOptions } from "../../simulator/network/access-point.ts";
import type { Network } from "../../simulator/network/network.ts";
import type { Dht22 } from "../../simulator/parts/dht22.ts";
import type { Led } from "../../simulator/parts/led.ts";
import type { PushButton } from "../../simulator/parts/pushbutton.ts";
import { VirtualWorld } from "../../simulator/world/virtual-world.ts";
import { project } from "./xs-program.ts";

/** Names that do not exist and hosts that do not answer. */
export const noNetwork: Network = {
  resolve: (_name, done) => done(undefined),
  connect: () => ({ write() {}, pause() {}, resume() {}, close() {}, drop() {} }),
  time: () => {},
};

export interface VirtualBoard {
  readonly world: VirtualWorld;
  readonly circuit: Circuit;
  readonly board: Board;
  readonly lines: string[];
  readonly deaths: Death[];
  readonly sensor: Dht22;
  readonly button: PushButton;
  readonly lamp: Led;
  /** Lets so many seconds pass. */
  pass(seconds: number): void;
  /** Types a line on the serial console. @returns what the node says within a second */
  type(line: string): string[];
  close(): void;
}

export interface VirtualBoardOptions {
  seed?: number;
  /** `in-process` by default. */
  engine?: EngineKind;
  firmware?: FirmwareOptions;
  /** Another machine than the one that the manifest grants. */
  creation?: Creation;
  network?: Network;
  nvs?: BoardOptions["nvs"];
  /** Whether the access point is there. */
  wifi?: boolean;
  accessPoint?: AccessPointOptions;
}

/** The power is on when this returns; no time has passed. */
export async function virtualBoard(options: VirtualBoardOptions = {}): Promise<VirtualBoard> {
  const world = new VirtualWorld(options.seed ?? 1);
  const circuit = buildCircuit(readDiagram(join(project, "diagram.json")), world);
  const lines: string[] = [];
  const deaths: Death[] = [];
  const accessPoint = new AccessPoint(options.accessPoint);
  accessPoint.on = options.wifi ?? false;
  const firmware = await loadFirmware(join(project, "manifest.json"), options.firmware);
  const board = new Board(
    {
      engine: await buildEngine(undefined, options.engine ?? "in-process"),
      firmware: { ...firmware, ...(options.creation && { creation: options.creation }) },
      circuit,
      world,
      network: options.network ?? noNetwork,
      accessPoint,
      ...(options.nvs && { nvs: options.nvs }),
    },
    { console: (line) => void lines.push(line), died: (death) => void deaths.push(death) },
  );
  board.powerOn();
  const pass = (seconds: number) => world.run(world.now + seconds * 1e6);
  return {
    world,
    circuit,
    board,
    lines,
    deaths,
    sensor: circuit.parts.get("dht") as Dht22,
    button: circuit.parts.get("btn") as PushButton,
    lamp: circuit.parts.get("lamp") as Led,
    pass,
    type(line) {
      const before = lines.length;
      board.writeSerial(Buffer.from(`${line}\r\n`));
      pass(1);
      return lines.slice(before);
    },
    close() {
      board.powerOff();
      circuit.close();
      world.close();
    },
  };
}
