/** What of the configuration goes into an image. */

/** An image can be read by whoever has the board, and mcconfig's arguments by whoever is on the computer. */
const isSecret = (name: string): boolean => /(password|secret)$/.test(name);

/**
 * @param settings by the node's names @param typed `key=value` on the command line, which are said on purpose
 * @returns `key=value` for mcconfig, and the names of those that are left to the node's console
 */
export function imageSettings(
  settings: Readonly<Record<string, string>>,
  typed: readonly string[],
): { image: string[]; console: string[] } {
  const image: string[] = [];
  const console: string[] = [];
  for (const [name, value] of Object.entries(settings)) {
    if (typed.some((each) => each.startsWith(`${name}=`))) continue;
    if (isSecret(name)) console.push(name);
    else image.push(`${name}=${value}`);
  }
  return { image, console };
}
