/** How far a campaign is, on standard error: a bar on a terminal, elsewhere a line now and then. */
import { type Bar, Presets, SingleBar } from "cli-progress";

/** Milliseconds between two lines where there is no terminal. */
const lineEvery = 30_000;

export class Progress {
  readonly #total: number;
  readonly #days: number;
  readonly #before: number;
  readonly #started = performance.now();
  #bar: Bar | undefined;
  #lastLine = performance.now();
  #done: number;
  #failed = 0;

  /** @param days of a run @param done runs that were there before */
  constructor(total: number, days: number, done: number, failed: number) {
    this.#total = total;
    this.#days = days;
    this.#before = this.#done = done;
    this.#failed = failed;
    if (!process.stderr.isTTY) return;
    const format = "{bar} {value}/{total} seeds, {failed} failed, {rate} days a minute, {left} left";
    this.#bar = new SingleBar({ format, hideCursor: true, stream: process.stderr }, Presets.shades_grey);
    this.#bar.start(total, done, this.#payload());
  }

  done(failed: boolean): void {
    this.#done++;
    if (failed) this.#failed++;
    if (this.#bar) this.#bar.update(this.#done, this.#payload());
    else if (performance.now() - this.#lastLine >= lineEvery || this.#done === this.#total) this.#line();
  }

  /** A line on standard output, above the bar. */
  print(line: string): void {
    if (this.#bar) process.stderr.write("\r\x1b[2K");
    process.stdout.write(`${line}\n`);
    this.#bar?.update(this.#done, this.#payload());
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #line(): void {
    this.#lastLine = performance.now();
    const { failed, rate, left } = this.#payload();
    process.stderr.write(
      `${this.#done}/${this.#total} seeds, ${failed} failed, ${rate} days a minute, ${left} left\n`,
    );
  }

  #payload(): { failed: number; rate: string; left: string } {
    const minutes = (performance.now() - this.#started) / 60_000;
    const here = this.#done - this.#before;
    const rate = (here * this.#days) / minutes;
    const left = here === 0 ? "?" : spoken(((this.#total - this.#done) / here) * minutes * 60);
    return { failed: this.#failed, rate: here === 0 ? "?" : rate.toFixed(1), left };
  }
}

function spoken(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`;
}
