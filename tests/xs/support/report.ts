/** What a program on XS says to tests/support/xs-program.ts: a line for each case, and the end. */

/** One case; the detail is for a failure. */
export function report(name: string, ok: boolean, detail = ""): void {
  trace(ok ? `ok ${name}\n` : `not ok ${name}\t${detail.replaceAll("\n", " ")}\n`);
}

/** A case that holds when both are the same in JSON. */
export function same(name: string, actual: unknown, expected: unknown): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  report(name, is === should, `is ${is}, should be ${should}`);
}

export function done(): void {
  trace("done\n");
}

/** The end of a program whose cases take time. */
export function doneAfter(cases: Promise<unknown>): void {
  cases.catch((error) => report("no case throws", false, `${error}`)).then(done);
}
