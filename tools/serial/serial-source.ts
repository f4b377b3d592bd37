/** A serial port of this machine. */
import { statSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { ToolchainError } from "../toolchain/problem.ts";
import {
  type Connection,
  type ConnectionListener,
  type ConnectionSource,
  restartTime,
} from "./connection.ts";
import { serialPortClass } from "./ports.ts";

function problem(path: string, { message }: Error): ToolchainError {
  if (/EACCES|permission denied|access denied/i.test(message))
    return new ToolchainError(
      `${path} may not be used`,
      "sudo usermod -a -G dialout $USER, then log in again",
    );
  if (/EBUSY|lock|busy/i.test(message))
    return new ToolchainError(`${path} is in use`, "end the other monitor, or whatever else has it open");
  if (/ENOENT|No such file|not found/i.test(message))
    return new ToolchainError(`there is no ${path}`, "npm run flash -- --list shows the ports");
  return new ToolchainError(`${path}: ${message.replace(/^Error: /, "")}`);
}

/** How often the port's name is looked at, in ms. */
const watchInterval = 500;

/** What a port's name stands for; undefined where it is gone. On Windows it is no file: always the same. */
function identity(path: string): string | undefined {
  if (process.platform === "win32") return path;
  const node = statSync(path, { throwIfNoEntry: false });
  return node && `${node.dev} ${node.ino} ${node.rdev}`;
}

export class SerialSource implements ConnectionSource {
  readonly name: string;
  readonly #baud: number;

  /** @param baud bits a second */
  constructor(path: string, baud: number) {
    this.name = path;
    this.#baud = baud;
  }

  async open({ onData, onLost }: ConnectionListener): Promise<Connection> {
    const SerialPort = await serialPortClass();
    // Without hupcl: dropping the modem lines at the end would restart the board.
    const port = new SerialPort({ path: this.name, baudRate: this.#baud, hupcl: false, autoOpen: false });
    await new Promise<void>((resolve, reject) =>
      port.open((error) => (error ? reject(problem(this.name, error)) : resolve())),
    );
    let over = false;
    const lost = () => {
      if (over) return;
      over = true;
      clearInterval(watch);
      if (port.isOpen) port.close(() => {});
      onLost();
    };
    // The package does not notice a board that is unplugged while it speaks: reading gives nothing, again and again.
    const before = identity(this.name);
    const watch = setInterval(() => {
      if (identity(this.name) !== before) lost();
    }, watchInterval);
    port.on("data", onData);
    port.on("error", () => {});
    port.once("close", lost);
    const set = (rts: boolean) =>
      new Promise<void>((resolve) => port.set({ dtr: false, rts }, () => resolve()));
    return {
      write: (bytes) => void port.write(Buffer.from(bytes)),
      async restart() {
        await set(true);
        await wait(restartTime);
        await set(false);
      },
      close: () => {
        over = true;
        clearInterval(watch);
        return new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
      },
    };
  }
}
