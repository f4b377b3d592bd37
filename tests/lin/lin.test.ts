/** The node of the SDK's own tools and the virtual board's, at the same broker: the same is said by both. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildLin, skipWithoutSDK, startLin } from "../support/lin-node.ts";
import { skipWithout, startMosquitto } from "../support/mosquitto.ts";
import { MQTTProxy } from "../support/mqtt-proxy.ts";
import { off, on, realNode } from "../support/real-node.ts";
import { retained } from "../support/retained.ts";

/** Of the proxy between node and broker: it is built into the node. */
const port = 18883;

/** What a node sent and was sent, without times; of what comes at an interval only the first. */
function trace({ packets }: MQTTProxy): string[] {
  const lines: string[] = [];
  const known = new Set<string>();
  for (const { from, packet } of packets) {
    if (packet.cmd === "pingreq" || packet.cmd === "pingresp") continue;
    const { messageId: _, length: __, payload, ...rest } = packet as typeof packet & { payload?: Buffer };
    const text = payload?.toString().replace(/"(time|age)":("[^"]*"|\d+)/, '"$1"');
    const line = `${from} ${JSON.stringify({ ...rest, text })}`;
    const regular = packet.cmd === "publish" && packet.qos === 0;
    if (!regular || !known.has(line)) lines.push(line);
    known.add(line);
  }
  return lines;
}

/** What a node said, without times, addresses and the reasons of its start. */
const said = (lines: readonly string[]) =>
  lines
    .filter((line) => !/^(Arranque|Reloj|Wi-Fi|Clima)|clima/.test(line))
    .map((line) => line.replace(/"time":"[^"]*"/, '"time"'));

/** Two presses, from off to on to off, each acknowledged. */
const pressed = (proxy: MQTTProxy) => () =>
  proxy.acknowledged.filter(({ topic }) => topic === "t/alarma").length >= 3;

test("the SDK's own build of the node and the virtual board's", {
  skip: skipWithoutSDK() || skipWithout("mosquitto"),
}, async () => {
  const program = buildLin({ broker: "127.0.0.1", port, topic: "t", client_id: "node" });
  const broker = await startMosquitto();
  try {
    const traces: string[][] = [];
    const consoles: string[][] = [];
    for (const place of ["lin", "board"]) {
      const proxy = await MQTTProxy.start(broker.port, port);
      const lin = place === "lin" ? startLin(program) : undefined;
      const board = lin ? undefined : await realNode({ port });
      try {
        if (board) {
          await board.line(/conectado como/, true);
          await board.line(/^Clima/, true);
          for (let press = 0; press < 2; press++) {
            await board.press();
            await proxy.until(() => proxy.acknowledged.length >= press * 2 + 3, `press ${press + 1} arrived`);
          }
        }
        await proxy.until(pressed(proxy), `${place}: three alarm states are acknowledged`);
        assert.deepEqual(
          proxy.acknowledged.filter(({ topic }) => topic === "t/alarma").map(({ payload }) => payload),
          [off, on, off],
          place,
        );
        assert.equal(await retained(broker.port, "t/alarma", {}), off);
        assert.equal(await retained(broker.port, "t/estado", {}), "online");
        assert.match((await retained(broker.port, "t/clima", {})) ?? "", /^\{"temp":24\.0,"humidity":40\.0/);
        traces.push(trace(proxy));
        consoles.push(said(lin?.lines ?? board!.lines));
      } finally {
        await lin?.close();
        board?.close();
        proxy.close();
      }
    }
    assert.ok(traces[0]!.length >= 12, `${traces[0]!.length} packets`);
    assert.deepEqual(traces[0], traces[1], "what went over the wire");
    assert.deepEqual(consoles[0], consoles[1], "what the console said");
  } finally {
    await broker.close();
  }
});
