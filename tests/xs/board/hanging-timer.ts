/** The timer, but the first callback that is due 60 s after power-up never ends; once, then never again. */
import host from "virtual-board/host";

type Callback = (timer: object) => void;
const native = host.timer as {
  set(callback: Callback, delay?: number, repeat?: number): object;
  repeat(callback: Callback, interval: number): object;
  schedule(timer: object, delay?: number, repeat?: number): void;
  clear(timer: object): void;
};

const hangsAt = 60_000_000;
let powerUp: boolean | undefined;

const hanging =
  (callback: Callback): Callback =>
  (timer) => {
    while (powerUp && host.now() > hangsAt);
    callback(timer);
  };

export default {
  set(callback: Callback, ...times: number[]): object {
    powerUp ??= host.now() < hangsAt;
    return native.set(hanging(callback), ...times);
  },
  repeat(callback: Callback, interval: number): object {
    powerUp ??= host.now() < hangsAt;
    return native.repeat(hanging(callback), interval);
  },
  schedule: native.schedule,
  clear: native.clear,
};
