/**
 * Stands in for the SDK's `sntp` (modules/network/sntp): asks one server for the time. The callback gets
 * `SNTP.time` with the seconds since 1970, or `SNTP.error`, or `SNTP.retry` when no answer came.
 */
import host from "virtual-board/host";

export default class SNTP {
  static time = 1;
  static retry = 2;
  static error = -1;

  #channel: number;

  constructor(options: { host: string }, callback: (message: number, value?: number) => void) {
    this.#channel = host.open("sntp", (message, value) => {
      if (message !== SNTP.retry) this.close();
      callback(message as number, value as number | undefined);
    });
    host.post(this.#channel, options.host);
  }

  close(): void {
    if (this.#channel) host.close(this.#channel);
    this.#channel = 0;
  }
}
