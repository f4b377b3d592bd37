/**
 * Reads manifest.json as mcconfig does for one platform: the top level, what it includes from the project,
 * then the platform's own part. What comes from the SDK, `$(MODDABLE)` and the like, is not read: it is
 * answered by stand-ins.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type ParseError, parse, printParseErrorCode } from "jsonc-parser";
import * as v from "valibot";

const paths = v.union([v.string(), v.array(v.string())]);
const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const sectionEntries = {
  include: v.optional(paths),
  modules: v.optional(v.record(v.string(), paths)),
  preload: v.optional(paths),
  config: v.optional(v.record(v.string(), v.unknown())),
  defines: v.optional(v.record(v.string(), v.unknown())),
  build: v.optional(v.record(v.string(), v.string())),
  dependency: v.optional(v.array(v.unknown())),
  error: v.optional(v.string()),
  creation: v.optional(
    v.looseObject({
      static: v.optional(size),
      chunk: v.optional(v.object({ initial: v.optional(size), incremental: v.optional(size) })),
      heap: v.optional(v.object({ initial: v.optional(size), incremental: v.optional(size) })),
      stack: v.optional(size),
      keys: v.optional(v.looseObject({ initial: v.optional(size), incremental: v.optional(size) })),
      main: v.optional(v.string()),
    }),
  ),
};
const section = v.looseObject(sectionEntries);
const manifestSchema = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), "Expected an object, not a list"),
  v.looseObject({ ...sectionEntries, platforms: v.optional(v.record(v.string(), section)) }),
);

type Section = v.InferOutput<typeof section>;

/** A manifest that cannot be used; the message names the file. */
export class ManifestError extends Error {}

/** What the manifest says for one platform. Sizes in the manifest's own units. */
export interface Manifest {
  readonly file: string;
  /** All that were read: each once, however often it is included. */
  readonly files: Set<string>;
  /** Specifier to source file, without extension; undefined where only the SDK has the source. */
  readonly modules: Map<string, string | undefined>;
  /** SDK manifests that are included, as written. */
  readonly sdkIncludes: Set<string>;
  readonly preload: string[];
  readonly config: Record<string, unknown>;
  readonly defines: Record<string, unknown>;
  readonly creation: NonNullable<Section["creation"]>;
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;

/** Is the path the SDK's? Variables other than the manifest's own point into it. */
const isSDK = (path: string): boolean => path.startsWith("$(");

function merge(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(source)) {
    const old = target[key];
    if (value && old && typeof value === "object" && typeof old === "object" && !Array.isArray(value))
      merge(old as Record<string, unknown>, value as Record<string, unknown>);
    else target[key] = structuredClone(value);
  }
}

function readJSON(file: string): v.InferOutput<typeof manifestSchema> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new ManifestError(`${file}: ${(error as Error).message}`);
  }
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { disallowComments: true });
  const first = errors[0];
  if (first) {
    const line = text.slice(0, first.offset).split("\n").length;
    throw new ManifestError(`${file}:${line}: not valid JSON: ${printParseErrorCode(first.error)}`);
  }
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) {
    const causes = result.issues.map(
      (issue) => `  ${v.getDotPath(issue) ?? "(top level)"}: ${issue.message}`,
    );
    throw new ManifestError(`${file} is not a manifest that mcconfig would take:\n${causes.join("\n")}`);
  }
  return result.output;
}

/** The source files that a path of the manifest names: `./main` or `./sensors/*`. */
function sources(path: string, file: string): string[] {
  const absolute = resolve(dirname(file), path);
  if (!path.endsWith("*")) return [absolute];
  const folder = dirname(absolute);
  if (!existsSync(folder))
    throw new ManifestError(`${file}: modules name ${path}, but there is no such folder`);
  const names = readdirSync(folder).filter((name) => /\.(ts|js)$/.test(name) && !name.endsWith(".d.ts"));
  return names.sort().map((name) => join(folder, name.replace(/\.(ts|js)$/, "")));
}

function addModules(manifest: Manifest, part: Section, file: string): void {
  for (const [key, value] of Object.entries(part.modules ?? {}))
    for (const path of list(value)) {
      if (isSDK(path)) {
        const name = path.endsWith("*") ? undefined : basename(path);
        const specifier = key.endsWith("*") ? name && key.slice(0, -1) + name : key;
        if (specifier) manifest.modules.set(specifier, undefined);
        continue;
      }
      for (const source of sources(path, file))
        manifest.modules.set(key.endsWith("*") ? key.slice(0, -1) + basename(source) : key, source);
    }
}

function addSection(manifest: Manifest, part: Section, file: string, platform: string): void {
  if (part.error !== undefined) throw new ManifestError(`${file}: ${part.error}`);
  for (const include of list(part.include))
    if (isSDK(include)) manifest.sdkIncludes.add(include);
    else addFile(manifest, resolve(dirname(file), include), platform);
  addModules(manifest, part, file);
  manifest.preload.push(...list(part.preload));
  merge(manifest.config, part.config ?? {});
  merge(manifest.defines, part.defines ?? {});
  merge(manifest.creation as Record<string, unknown>, part.creation ?? {});
}

function addFile(manifest: Manifest, file: string, platform: string): void {
  if (manifest.files.has(file)) return;
  manifest.files.add(file);
  const top = readJSON(file);
  addSection(manifest, top, file, platform);
  const own = top.platforms?.[platform] ?? top.platforms?.["..."];
  if (own) addSection(manifest, own, file, platform);
}

/** @throws ManifestError naming the file and the cause */
export function readManifest(file: string, platform = "esp32"): Manifest {
  const manifest: Manifest = {
    file,
    files: new Set(),
    modules: new Map(),
    sdkIncludes: new Set(),
    preload: [],
    config: {},
    defines: {},
    creation: {},
  };
  addFile(manifest, resolve(file), platform);
  return manifest;
}
