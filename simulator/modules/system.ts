/**
 * Stands in for the SDK's `system` (modules/io/system): the global `System`. `resolve` answers one name
 * after another, without a time-out of its own, and with undefined where there is no address.
 */

import device from "embedded:provider/builtin";
import Timer from "timer";
import host from "virtual-board/host";

type Resolved = (name: string, address?: string) => void;

class System {
  static restart(): void {
    host.restart();
  }

  static resolve(name: string, callback: Resolved): void {
    const channel = host.open("dns", (address) => {
      host.close(channel);
      callback(name, address as string | undefined);
    });
    host.post(channel, name);
  }

  static setTimeout(callback: () => void, delay: number): Timer {
    return Timer.set(callback, delay);
  }
  static clearTimeout(id: Timer): void {
    Timer.clear(id);
  }
  static setInterval(callback: () => void, delay: number): Timer {
    return Timer.repeat(callback, delay);
  }
  static clearInterval(id: Timer): void {
    Timer.clear(id);
  }
}

Object.assign(globalThis, { System, device: Object.freeze(device) });
