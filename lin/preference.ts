/**
 * Answers `preference` in Moddable's simulator, for as long as the process lives: the SDK's own keeps its values
 * in a static field, which is read-only where all modules are preloaded.
 */
type Value = boolean | number | string | ArrayBuffer;

let values: Record<string, Value> | undefined;

export default class Preference {
  static set(domain: string, key: string, value: Value): void {
    values ??= {};
    values[`${domain}/${key}`] = value;
  }

  static get(domain: string, key: string): Value | undefined {
    return values?.[`${domain}/${key}`];
  }

  static delete(domain: string, key: string): void {
    if (values) delete values[`${domain}/${key}`];
  }
}
