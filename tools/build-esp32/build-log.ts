/** Reads what mcconfig, make and the compilers print: steps for the progress, warnings, the cause of a failure. */

/** The SDK's own, known: two modules of its TLS that its linker finds not frozen. */
const known = [
  /^### warning: ssl\/cache: default: not frozen$/,
  /^### warning: ssl\/cert: .*globalCerts: not frozen$/,
];

/** `# tsc alarm.ts`: a step, without its sharp. */
export function step(line: string): string | undefined {
  return /^# (\S+ \S.*)$/.exec(line)?.[1];
}

/** A warning of the SDK's linker or of a compiler that is not known. */
export function warning(line: string): string | undefined {
  if (known.some((pattern) => pattern.test(line))) return undefined;
  return /^### warning|\bwarning: /.test(line) ? line : undefined;
}

const isError = (line: string): boolean =>
  !step(line) &&
  /\berror\b|\*\*\*|: not found|No such file|command not found|undefined reference/i.test(line) &&
  !/CMAKE_MESSAGE_LOG_LEVEL/.test(line);

/** Lines that tell why a build failed: those that look like errors, or the last ones. */
export function causes(lines: readonly string[], most = 12): string[] {
  const errors = lines.filter(isError);
  return errors.length > 0 ? errors.slice(0, most) : lines.slice(-most);
}
