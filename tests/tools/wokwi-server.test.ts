/** `npm run wokwi-server` from outside. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { APIClient } from "@wokwi/client";
import { WebSocketTransport } from "../support/wokwi-transport.ts";
import { project } from "../support/xs-program.ts";

interface Served {
  readonly child: ChildProcess;
  /** Resolves with the match of the first output that fits; rejects with all output when the server ends. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ code: number | string; text: string }>;
}

function serve(args: readonly string[], environment: Record<string, string> = {}): Served {
  const child = spawn(
    process.execPath,
    ["--import", "tsx", "tools/wokwi-server.ts", "--port", "0", ...args],
    {
      cwd: project,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...environment },
    },
  );
  let text = "";
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (data: string) => {
      text += data;
      for (const look of [...waiting]) look();
    });
  const ended = new Promise<{ code: number | string; text: string }>((resolve) =>
    child.on("close", (code, signal) => resolve({ code: code ?? signal!, text })),
  );
  return {
    child,
    ended,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text);
          if (!match) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        void ended.then(() => reject(new Error(`the server ended: ${text}`)));
      }),
  };
}

/** Empty when the process is gone, or has ended and nobody has asked how. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid.trim()}/cmdline`, "utf8");
  } catch {
    return "";
  }
}

const url = async (served: Served) => (await served.until(/WOKWI_CLI_SERVER=(ws:\S+?)[,\n]/))[1]!;

describe("npm run wokwi-server", { concurrency: 2 }, () => {
  test("serves in wall-clock time, and Ctrl-C ends it with its boards", async () => {
    const served = serve([]);
    const client = new APIClient(new WebSocketTransport(await url(served)));
    await client.connected;
    await client.simStart({ pause: true });
    await served.until(/broker\.emqx\.io is played by mqtt:\/\/127\.0\.0\.1:\d+/);
    const began = performance.now();
    await client.waitForSerialBytes(new TextEncoder().encode("Wi-Fi: conectado"));
    assert.ok(performance.now() - began >= client.lastNanos / 1e6, "no faster than the clock");
    const board = execFileSync("pgrep", ["-P", String(served.child.pid), "vigia-board"], {
      encoding: "utf8",
    });
    client.onError = () => {};
    served.child.kill("SIGINT");
    const { code } = await served.ended;
    assert.equal(code, 130);
    const until = Date.now() + 5000;
    while (commandLine(board) !== "" && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(commandLine(board), "", "the board is gone");
  });

  test("with a token in its environment", async () => {
    const served = serve(["--virtual"], { VIGIA_WOKWI_TOKEN: "sesame" });
    const address = await url(served);
    await assert.rejects(new APIClient(new WebSocketTransport(address)).connected, /401/);
    const client = new APIClient(new WebSocketTransport(address, { Authorization: "Bearer sesame" }));
    await client.connected;
    await client.simStart({ pause: true });
    await client.delay(60e9);
    assert.equal(client.lastNanos, 60e9);
    client.onError = () => {};
    served.child.kill("SIGTERM");
    const { code, text } = await served.ended;
    assert.equal(code, 143);
    assert.doesNotMatch(text, /sesame/, "the token is not shown");
  });

  const refusals: [name: string, args: string[], expected: RegExp][] = [
    ["to let others in without a token", ["--host", "0.0.0.0"], /set VIGIA_WOKWI_TOKEN/],
    [
      "a broker in virtual time",
      ["--virtual", "--broker", "mqtt://localhost"],
      /--broker does not go with --virtual/,
    ],
  ];
  for (const [name, args, expected] of refusals)
    test(`refuses ${name}`, async () => {
      const { code, text } = await serve(args, { VIGIA_WOKWI_TOKEN: "" }).ended;
      assert.equal(code, 1);
      assert.match(text, expected);
      assert.doesNotMatch(text, /\n {4}at /, "no stack trace");
    });
});
