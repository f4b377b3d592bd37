/** Small changes of the sources at load, for firmware that is another than it should be. */

export interface SourcePatch {
  /** The module, by the name that `import` uses. */
  readonly specifier: string;
  /** What stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/** The text that a patch changes has moved: patch and source must be brought together again. */
export class PatchError extends Error {}

/** @throws PatchError if a patch's text is not there exactly once */
export function applyPatches(specifier: string, source: string, patches: readonly SourcePatch[]): string {
  let text = source;
  for (const patch of patches) {
    if (patch.specifier !== specifier) continue;
    const parts = text.split(patch.find);
    if (parts.length !== 2)
      throw new PatchError(
        `${specifier} has ${parts.length - 1} times what a patch wants to replace, not once:\n${patch.find}`,
      );
    text = parts.join(patch.replace);
  }
  return text;
}
