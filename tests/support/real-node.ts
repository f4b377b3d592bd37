/** The node in wall-clock time, in this process, at a real broker. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { Board } from "../../simulator/board.ts";
import { buildCircuit } from "../../simulator/circuit.ts";
import { readDiagram } from "../../simulator/diagram/diagram.ts";
import { buildEngine } from "../../simulator/engine/build.ts";
import type { Death } from "../../simulator/engine/deaths.ts";
import { loadFirmware } from "../../simulator/firmware/firmware.ts";
import { RealNetwork } from "../../simulator/network/real-network.ts";
import type { Led } from "../../simulator/parts/led.ts";
import type { PushButton } from "../../simulator/parts/pushbutton.ts";
import { WallWorld } from "../../simulator/world/wall-world.ts";
import type { MQTTProxy } from "./mqtt-proxy.ts";
import { project } from "./xs-program.ts";

export const on = "Alarma activada";
export const off = "Alarma desactivada";

export interface RealNode {
  readonly board: Board;
  readonly lines: string[];
  readonly deaths: Death[];
  /** The alarm's states that the presses so far have made. */
  readonly presses: string[];
  readonly lampLit: boolean;
  press(): Promise<void>;
  /** Resolves with the first line that matches, from now on or, if `past`, from the start. */
  line(pattern: RegExp, past?: boolean): Promise<string>;
  close(): void;
}

/** @param onLine gets each line of the console */
export async function realNode(
  config: Record<string, unknown>,
  onLine: (line: string) => void = () => {},
): Promise<RealNode> {
  const world = new WallWorld(1);
  const circuit = buildCircuit(readDiagram(join(project, "diagram.json")), world);
  const lines: string[] = [];
  const deaths: Death[] = [];
  const presses: string[] = [];
  const waiting = new Set<(line: string) => void>();
  const board = new Board(
    {
      engine: await buildEngine(),
      firmware: await loadFirmware(join(project, "manifest.json"), {
        config: { broker: "127.0.0.1", topic: "t", client_id: "node", ...config },
      }),
      circuit,
      world,
      network: new RealNetwork(),
    },
    {
      console: (line) => {
        lines.push(line);
        onLine(line);
        for (const wake of [...waiting]) wake(line);
      },
      died: (death) => void deaths.push(death),
    },
  );
  board.powerOn();
  const button = circuit.parts.get("btn") as PushButton;
  const lamp = circuit.parts.get("lamp") as Led;
  const pass = (milliseconds: number) =>
    new Promise<void>((resolve) => void world.schedule(world.now + milliseconds * 1000, resolve));
  const line = (pattern: RegExp, past = false) =>
    new Promise<string>((resolve, reject) => {
      const known = past && lines.find((text) => pattern.test(text));
      if (known) {
        resolve(known);
        return;
      }
      const timer = setTimeout(() => {
        waiting.delete(wake);
        reject(new Error(`the node never said ${pattern}; it said:\n${lines.slice(-12).join("\n")}`));
      }, 40_000);
      const wake = (text: string) => {
        if (!pattern.test(text)) return;
        clearTimeout(timer);
        waiting.delete(wake);
        resolve(text);
      };
      waiting.add(wake);
    });
  return {
    board,
    lines,
    deaths,
    presses,
    get lampLit() {
      return lamp.lit;
    },
    async press() {
      const changed = line(/^Alarma: /);
      button.press();
      presses.push(presses.length % 2 === 0 ? on : off);
      await changed;
      button.release();
      await pass(40);
    },
    line,
    close() {
      board.powerOff();
      circuit.close();
      world.close();
    },
  };
}

/**
 * Every state arrived in order, at least once: between two new ones only repetitions of the last.
 * @param acknowledged what the broker has acknowledged
 */
export function assertInOrder(
  acknowledged: readonly string[],
  expected: readonly string[],
  start = off,
): void {
  let next = 0;
  for (const state of acknowledged) {
    if (state === expected[next]) next++;
    else
      assert.equal(
        state,
        next === 0 ? start : expected[next - 1],
        `out of order: ${acknowledged.join(", ")}`,
      );
  }
  assert.equal(next, expected.length, `not all arrived: ${acknowledged.join(", ")}`);
}

/** The alarm's states that the broker has acknowledged to the node behind the proxy. */
export const alarms = (proxy: MQTTProxy): string[] =>
  proxy.acknowledged.flatMap(({ topic, payload }) => (topic === "t/alarma" ? [payload] : []));
