/** Simulations of the project's own firmware and diagram, in virtual time, at power-up. */
import { join } from "node:path";
import { after } from "node:test";
import type { Diagram } from "../../simulator/diagram/diagram.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { buildEngine, type EngineKind } from "../../simulator/engine/build.ts";
import { type FirmwareOptions, loadFirmware } from "../../simulator/firmware/firmware.ts";
import type { SimulationEvents } from "../../simulator/simulation/simulation.ts";
import { type OpenSimulation, openVirtual, type SimulationSource } from "../../tools/lib/simulations.ts";
import { project } from "./xs-program.ts";

export interface SourceOptions {
  seed?: number;
  diagram?: Diagram;
  firmware?: FirmwareOptions;
  /** `in-process` by default. */
  engine?: EngineKind;
}

export async function projectSource(options: SourceOptions = {}): Promise<SimulationSource> {
  return {
    engine: await buildEngine(undefined, options.engine ?? "in-process"),
    firmware: await loadFirmware(join(project, "manifest.json"), options.firmware),
    diagram: options.diagram ?? readDiagram(join(project, "diagram.json")),
    seed: options.seed ?? 1,
  };
}

const opened: OpenSimulation[] = [];
// A test that fails half-way must not leave a board behind that keeps the process alive.
after(async () => {
  for (const { close } of opened) await close();
});

export interface VirtualSimulation extends OpenSimulation {
  /** What the serial port has said so far. */
  readonly serial: () => string;
}

export async function virtualSimulation(
  options: SourceOptions = {},
  events: SimulationEvents = {},
): Promise<VirtualSimulation> {
  let serial = "";
  const open = openVirtual(await projectSource(options), {
    ...events,
    serial(bytes, at) {
      serial += Buffer.from(bytes).toString();
      events.serial?.(bytes, at);
    },
  });
  opened.push(open);
  return { ...open, serial: () => serial };
}
