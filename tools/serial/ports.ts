/** The PC's serial ports, and a port of the `serialport` package, which has no binary for some platforms. */
import { existsSync, readdirSync } from "node:fs";
import type { SerialPort } from "serialport";
import { ToolchainError } from "../toolchain/problem.ts";
import { findProgram } from "../toolchain/programs.ts";

export interface PortInfo {
  readonly path: string;
  /** Of the USB bridge; undefined where it does not tell. */
  readonly maker: string | undefined;
  /** USB vendor and product, in hexadecimal: `10c4:ea60`. */
  readonly usb: string | undefined;
}

/** @throws ToolchainError where there is no binary for this platform */
export async function serialPortClass(): Promise<typeof SerialPort> {
  try {
    return (await import("serialport")).SerialPort;
  } catch (error) {
    const cause = (error as Error).message.split("\n")[0];
    throw new ToolchainError(
      `serial ports cannot be used on this machine: the npm package serialport does not load (${cause})`,
    );
  }
}

/** Without udev, as in containers, the package's own list ends the process: names alone are left. */
function listByName(): PortInfo[] {
  const names = readdirSync("/dev").filter((name) => /^tty(USB|ACM)\d+$/.test(name));
  return names.sort().map((name) => ({ path: `/dev/${name}`, maker: undefined, usb: undefined }));
}

/** Ports at which a board may be: those of USB, or with a maker. @throws ToolchainError */
export async function listPorts(): Promise<PortInfo[]> {
  if (process.platform === "linux" && !findProgram("udevadm")) return existsSync("/dev") ? listByName() : [];
  const ports = await (await serialPortClass()).list();
  return ports
    .filter(({ path, vendorId, pnpId }) => vendorId ?? pnpId ?? /USB|ACM|COM\d/.test(path))
    .map(({ path, manufacturer, vendorId, productId }) => ({
      path,
      maker: manufacturer,
      usb: vendorId ? `${vendorId}:${productId ?? "?"}`.toLowerCase() : undefined,
    }));
}

/** `/dev/ttyUSB0 (Silicon Labs, 10c4:ea60)` */
export function describePort({ path, maker, usb }: PortInfo): string {
  const about = [maker, usb].filter(Boolean).join(", ");
  return about ? `${path} (${about})` : path;
}

/**
 * The port that is meant: the one named, or the only one.
 * @throws ToolchainError that lists the ports when there are several, and says what to look at when there is none
 */
export function choosePort(wanted: string | undefined, ports: readonly PortInfo[]): string {
  if (wanted !== undefined) return wanted;
  const [only, ...others] = ports;
  if (!only)
    throw new ToolchainError(
      "no serial port found: is the board plugged in with a cable that carries data? Otherwise name it with --port",
    );
  if (others.length === 0) return only.path;
  throw new ToolchainError(
    `there are several serial ports; choose one with --port:\n${ports.map((port) => `  ${describePort(port)}`).join("\n")}`,
  );
}
