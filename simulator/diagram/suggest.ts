/** Completes an error message: what the name may have meant, else all that is known. */
export function suggest(name: string, known: Iterable<string>): string {
  const names = [...known];
  const nearest = closest(name, names);
  const list = `known: ${names.join(", ") || "none"}`;
  return nearest === undefined ? list : `did you mean "${nearest}"? ${list}`;
}

/** The known name nearest to `name`, if it is near enough to be a slip. */
export function closest(name: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const wanted = name.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const each of names) {
    const distance = editDistance(wanted, each.toLowerCase());
    const near = distance <= limit || each.toLowerCase().startsWith(`${wanted}.`);
    if (near && (best === undefined || distance < best.distance)) best = { name: each, distance };
  }
  return best?.name;
}

/** Levenshtein's distance: insertions, deletions and replacements from one text to the other. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
