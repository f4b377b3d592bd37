/**
 * The firmware as the virtual board runs it: every module of the manifest compiled, the SDK's answered by
 * the stand-ins of simulator/modules/, and nothing missing.
 */
import { existsSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { Creation, EngineModule } from "../engine/engine.ts";
import { compile } from "./compile.ts";
import { type Manifest, ManifestError, readManifest } from "./manifest.ts";
import { applyPatches, PatchError, type SourcePatch } from "./patch.ts";
import { sdkIncludes } from "./sdk.ts";

const standIns = join(dirname(fileURLToPath(import.meta.url)), "..", "modules");
const project = join(standIns, "..", "..");

export interface Firmware {
  readonly modules: readonly EngineModule[];
  readonly main: string;
  readonly creation: Creation;
  readonly abortHook: boolean;
  /** The `mc/config` that the firmware sees. */
  readonly config: Readonly<Record<string, unknown>>;
}

export interface FirmwareOptions {
  /** Overrides of the manifest's `config`, as `key=value` on mcconfig's command line. */
  config?: Record<string, unknown>;
  /** Another program in the place of main, by its path in the project: for tests that run on XS. */
  main?: string;
  /** Other stand-ins by specifier (path with extension); for tests. */
  standIns?: Record<string, string>;
  /** Changes of the sources, stand-ins among them. */
  patches?: readonly SourcePatch[];
}

/** mcconfig's defaults (tools/mcconfig.js), where the manifest is silent. */
function creationOf(manifest: Manifest): Creation {
  const { creation } = manifest;
  return {
    static: creation.static ?? 0,
    chunk: { initial: creation.chunk?.initial || 32768, incremental: creation.chunk?.incremental ?? 1024 },
    heap: { initial: creation.heap?.initial || 2048, incremental: creation.heap?.incremental ?? 64 },
    stack: creation.stack || 384,
    keys: {
      initial: creation.keys?.initial || 32,
      incremental: creation.keys?.incremental ?? 32,
      name: 0,
      symbol: 0,
    },
    parser: { buffer: 1024, table: 127 },
  };
}

const withExtension = (path: string): string | undefined =>
  [".ts", ".js"].map((extension) => path + extension).find((file) => existsSync(file));

/** Where a stand-in for the specifier is: `embedded:io/digital` is embedded/io/digital.ts. */
const standIn = (specifier: string): string | undefined =>
  withExtension(join(standIns, specifier.replace(":", "/")));

/** The device resolves relative specifiers against the importer's own name. */
function resolveSpecifier(specifier: string, importer: string): string {
  const name = specifier.replace(/\.m?js$/, "");
  return name.startsWith(".") ? posix.join(posix.dirname(importer), name) : name;
}

/** Is C code beside the module? Then only a stand-in can answer for it here. */
const isNative = (path: string): boolean => existsSync(`${path}.c`);

class Loader {
  /** The folder whose modules go by their path in the project; undefined for the firmware itself. */
  readonly programs: string | undefined;
  readonly files = new Map<string, string>();
  readonly compiled = new Map<string, { source: string; imports: readonly string[] }>();
  readonly missing = new Map<string, string[]>();

  readonly patches: readonly SourcePatch[];

  constructor({ main, patches = [] }: FirmwareOptions) {
    this.programs = main?.split("/")[0];
    this.patches = patches;
  }

  /** Names the file that answers a specifier, if one does. */
  declare(specifier: string, file: string | undefined): void {
    if (file) this.files.set(specifier, file);
  }

  find(specifier: string, importer: string): string | undefined {
    const declared = this.files.get(specifier);
    if (declared) return declared;
    if (this.isStandIn(importer)) return standIn(specifier);
    if (this.programs && specifier.startsWith(`${this.programs}/`))
      return withExtension(join(project, specifier));
    return undefined;
  }

  isStandIn(specifier: string): boolean {
    return this.files.get(specifier)?.startsWith(standIns) ?? false;
  }

  /** A stand-in may import other stand-ins that no manifest names, `virtual-board/host` among them. */
  async load(specifier: string, importer: string): Promise<void> {
    if (this.compiled.has(specifier)) return;
    const file = this.find(specifier, importer);
    if (!file) {
      this.missing.set(specifier, [...(this.missing.get(specifier) ?? []), importer]);
      return;
    }
    const module = await compile(file, (text) => applyPatches(specifier, text, this.patches));
    this.compiled.set(specifier, module);
    this.files.set(specifier, file);
    for (const imported of module.imports) await this.load(resolveSpecifier(imported, specifier), specifier);
  }
}

/** @throws ManifestError with the list of modules that nothing answers and who imports each */
export async function loadFirmware(manifestFile: string, options: FirmwareOptions = {}): Promise<Firmware> {
  const manifest = readManifest(manifestFile);
  const config = { ...manifest.config, ...options.config };
  const loader = new Loader(options);
  for (const include of manifest.sdkIncludes) {
    const specifiers = sdkIncludes[include];
    if (!specifiers)
      throw new ManifestError(
        `${manifestFile} includes ${include}, which the virtual board does not know; it knows:\n  ${Object.keys(sdkIncludes).join("\n  ")}`,
      );
    for (const specifier of specifiers) loader.declare(specifier, standIn(specifier));
  }
  for (const [specifier, path] of manifest.modules)
    loader.declare(
      specifier,
      path === undefined || isNative(path) ? standIn(specifier) : withExtension(path),
    );
  for (const [specifier, path] of Object.entries(options.standIns ?? {})) loader.files.set(specifier, path);
  loader.compiled.set("mc/config", {
    source: `const freeze = (it) => { for (const key in it) if (typeof it[key] === "object") freeze(it[key]); return Object.freeze(it); };\nexport default freeze(${JSON.stringify(config)});`,
    imports: [],
  });

  const main = options.main ?? manifest.creation.main ?? "main";
  await loader.load(main, manifestFile);
  const preload = new Set(manifest.preload.flatMap((entry) => expand(entry, loader, manifestFile)));
  for (const specifier of preload) await loader.load(specifier, `${manifestFile} (preload)`);
  if (loader.missing.size > 0)
    throw new ManifestError(
      `${manifestFile}: nothing answers these modules:\n${[...loader.missing]
        .map(([specifier, importers]) => `  ${specifier}, imported by ${[...new Set(importers)].join(", ")}`)
        .join("\n")}`,
    );
  for (const { specifier } of loader.patches)
    if (!loader.compiled.has(specifier)) throw new PatchError(`no module ${specifier} to patch`);

  const modules = [...loader.compiled].map(([specifier, { source }]) => ({
    specifier,
    source,
    preload: preload.has(specifier) || specifier === "mc/config" || loader.isStandIn(specifier),
  }));
  const xs = manifest.defines.xs as { abortHook?: unknown } | undefined;
  return { modules, main, creation: creationOf(manifest), abortHook: Boolean(xs?.abortHook), config };
}

/**
 * A preload entry may end with a star, which mcconfig 8.2.3 matches with JavaScript modules alone: TypeScript ones
 * would run from RAM on the device without a word.
 */
function expand(entry: string, loader: Loader, manifestFile: string): string[] {
  if (!entry.endsWith("*")) return [entry];
  const matches = [...loader.files].filter(([specifier]) => specifier.startsWith(entry.slice(0, -1)));
  const left = matches.filter(([specifier, file]) => file.endsWith(".ts") && !loader.isStandIn(specifier));
  if (left.length > 0)
    throw new ManifestError(
      `${manifestFile}: preload "${entry}": mcconfig takes no TypeScript by a star; name each module:\n${left
        .map(([specifier]) => `  "${specifier}"`)
        .join("\n")}`,
    );
  return matches.map(([specifier]) => specifier);
}
