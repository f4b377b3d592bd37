/** Messages and topics come from anybody: what could steer a terminal is not shown as it is. */

const steering = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Line breaks and tabs are harmless. */
export const isSafe = (text: string): boolean => text.replace(/[\t\r\n]/g, "").search(steering) < 0;

/** The text on one line, with an escape such as `\u{1b}` in the place of each character that is not safe. */
export const safeText = (text: string): string =>
  text.replace(steering, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
