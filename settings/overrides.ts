/**
 * Settings that were typed on the console, over the manifest's: one JSON text, in one of two slots in turn.
 * A power cut costs what was being written, never what was there: the old text goes when the new one is in.
 */

/** Two places that keep a text each. */
export interface OverrideStore {
  /** @returns what was written, or undefined */
  read(slot: 0 | 1): unknown;
  /** @throws Error when the storage is full or broken */
  write(slot: 0 | 1, text: string): void;
  clear(slot: 0 | 1): void;
}

export type Override = string | number | boolean;
export type OverrideValues = Readonly<Record<string, Override>>;

interface Entry {
  sequence: number;
  values: OverrideValues;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** @returns undefined for what this node has not written */
function decode(text: unknown): Entry | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const entry: unknown = JSON.parse(text);
    if (!isObject(entry) || !Number.isInteger(entry.sequence) || !isObject(entry.values)) return undefined;
    return entry as unknown as Entry;
  } catch {
    return undefined;
  }
}

/** @returns the newer entry, and its slot */
function newest(store: OverrideStore): [Entry | undefined, 0 | 1] {
  const first = decode(store.read(0));
  const second = decode(store.read(1));
  if (first && second) return ((second.sequence - first.sequence) | 0) > 0 ? [second, 1] : [first, 0];
  return second ? [second, 1] : [first, 0];
}

/** @returns what is stored, by the settings' names; not checked */
export function readOverrides(store: OverrideStore): OverrideValues {
  return newest(store)[0]?.values ?? {};
}

function replace(store: OverrideStore, change: (values: OverrideValues) => OverrideValues): void {
  const [entry, slot] = newest(store);
  const next = {
    sequence: ((entry?.sequence ?? 0) + 1) | 0,
    values: change(entry?.values ?? {}),
  };
  const other = entry ? ((1 - slot) as 0 | 1) : slot;
  store.write(other, JSON.stringify(next));
  store.clear((1 - other) as 0 | 1);
}

/** Adds values to what is stored, all of them or none. @throws what the store throws */
export function addOverrides(store: OverrideStore, values: OverrideValues): void {
  replace(store, (stored) => ({ ...stored, ...values }));
}

/** Nothing is stored any more. @throws what the store throws */
export function clearOverrides(store: OverrideStore): void {
  replace(store, () => ({}));
}
