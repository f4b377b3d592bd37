/**
 * Stands in for the SDK's `time` (modules/base/time). `ticks` is a signed 32-bit count of milliseconds, as
 * on the ESP32: it turns negative after 24.8 days and comes round after 49.7, so compare with `delta` only.
 */
import host from "virtual-board/host";

/** Seconds. In variables, since a class that is preloaded is read-only. */
let timezone = 0;
let dst = 0;

export default class Time {
  static get timezone(): number {
    return timezone;
  }
  static set timezone(seconds: number) {
    timezone = seconds;
  }
  static get dst(): number {
    return dst;
  }
  static set dst(seconds: number) {
    dst = seconds;
  }

  static get ticks(): number {
    return (host.now() / 1000) | 0;
  }

  static get microseconds(): number {
    return host.now();
  }

  static delta(start: number, end: number = Time.ticks): number {
    return (end - start) | 0;
  }

  /** Sets the clock, in seconds since 1970; it goes on through restarts, like the ESP32's RTC. */
  static set(seconds: number): void {
    host.setClock(seconds);
    const channel = host.open("rtc", () => {});
    host.post(channel, seconds);
    host.close(channel);
  }
}
