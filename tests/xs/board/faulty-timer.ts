/** The timer, but the first callback that is due 20 s after the start throws; once, then never again. */
import host from "virtual-board/host";

type Callback = (timer: object) => void;
const native = host.timer as {
  set(callback: Callback, delay?: number, repeat?: number): object;
  repeat(callback: Callback, interval: number): object;
  schedule(timer: object, delay?: number, repeat?: number): void;
  clear(timer: object): void;
};

const faultyUntil = 20_000_000;
let powerUp: boolean | undefined;

const faulty =
  (callback: Callback): Callback =>
  (timer) => {
    if (powerUp && host.now() > faultyUntil) throw new Error("provoked");
    callback(timer);
  };

export default {
  set(callback: Callback, ...times: number[]): object {
    powerUp ??= host.now() < faultyUntil;
    return native.set(faulty(callback), ...times);
  },
  repeat(callback: Callback, interval: number): object {
    powerUp ??= host.now() < faultyUntil;
    return native.repeat(faulty(callback), interval);
  },
  schedule: native.schedule,
  clear: native.clear,
};
