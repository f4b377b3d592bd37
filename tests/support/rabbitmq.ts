/** Debian's RabbitMQ with its MQTT plugin, in a folder of its own and on free ports of loopback. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endOf, freePort, listening } from "./mosquitto.ts";

const server = "/usr/lib/rabbitmq/bin/rabbitmq-server";

/** Why a test that needs RabbitMQ is skipped, or false; where CI sets VIGIA_NO_SKIP nothing is. */
export function skipWithoutRabbitMQ(): string | false {
  if (process.env.VIGIA_NO_SKIP || spawnSync("test", ["-x", server]).status === 0) return false;
  return "rabbitmq-server is not installed (Debian: apt install rabbitmq-server)";
}

export interface RabbitMQ {
  readonly host: string;
  readonly port: number;
  readonly child: ChildProcess;
  close(): Promise<void>;
}

export async function startRabbitMQ(): Promise<RabbitMQ> {
  const folder = mkdtempSync(join(tmpdir(), "vigia-rabbitmq-"));
  const [port, epmd, distribution] = [await freePort(), await freePort(), await freePort()];
  writeFileSync(
    join(folder, "rabbitmq.conf"),
    [
      "listeners.tcp = none",
      `mqtt.listeners.tcp.1 = 127.0.0.1:${port}`,
      "mqtt.allow_anonymous = true",
      "mqtt.default_user = guest",
      "mqtt.default_pass = guest",
      "",
    ].join("\n"),
  );
  writeFileSync(join(folder, "plugins"), "[rabbitmq_mqtt].\n");
  const environment = {
    ...process.env,
    HOME: folder,
    ERL_EPMD_ADDRESS: "127.0.0.1",
    ERL_EPMD_PORT: String(epmd),
    RABBITMQ_NODENAME: `vigia${process.pid}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: join(folder, "rabbitmq.conf"),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "plugins"),
    RABBITMQ_MNESIA_BASE: join(folder, "mnesia"),
    RABBITMQ_LOG_BASE: join(folder, "log"),
    RABBITMQ_PID_FILE: join(folder, "pid"),
  };
  const child = spawn(server, [], { stdio: "ignore", env: environment, cwd: folder, detached: true });
  const ended = endOf(child);
  const close = async () => {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, "SIGTERM");
    const timer = setTimeout(() => child.pid && process.kill(-child.pid, "SIGKILL"), 10_000);
    await ended;
    clearTimeout(timer);
    spawnSync("epmd", ["-port", String(epmd), "-kill"], { env: environment });
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await listening(port, ended, 60_000);
  } catch (error) {
    await close();
    throw error;
  }
  return { host: "127.0.0.1", port, child, close };
}
