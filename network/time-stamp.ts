/**
 * Time stamps: milliseconds since 1970, or, while the clock is not set, since the start, which Date counts
 * from 1970 too. 0 is a time that nobody knows any more.
 */

/** 2024-01-01: no clock that was set is before it. */
export const Epoch = 1_704_067_200_000;

/** A stamp from before the clock was set gets its date. @param offset ms by which the clock went forward */
export function dated(at: number, offset: number): number {
  return at > 0 && at < Epoch ? at + offset : at;
}

/** ISO 8601 in UTC, whole seconds. */
export function isoTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
