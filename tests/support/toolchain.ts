/**
 * A Moddable SDK and an ESP-IDF of shell scripts, in a temporary folder, with a project that has nothing but what
 * a build asks for: so that the commands around mcconfig are tested where neither is installed.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface FakeToolchain {
  readonly root: string;
  readonly sdk: string;
  readonly idf: string;
  /** What the commands get: nothing of this machine's but its programs. */
  readonly env: NodeJS.ProcessEnv;
  /** Arguments and environment of mcconfig's last run. */
  mcconfigRun(): string[];
  write(path: string, text: string | Buffer): void;
  remove(): void;
}

export interface FakeOptions {
  sdkVersion?: string;
  /** ESP-IDF's tag, or undefined for a clone without tags. */
  idfTag?: string | undefined;
  /** What mcconfig prints and does besides writing the images. */
  mcconfig?: string;
  images?: boolean;
  appBytes?: number;
}

const entry = (label: string, type: number, offset: number, size: number): Buffer => {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt16LE(0x50aa, 0);
  bytes.writeUInt8(type, 2);
  bytes.writeUInt32LE(offset, 4);
  bytes.writeUInt32LE(size, 8);
  bytes.write(label, 12, "latin1");
  return bytes;
};

/** The SDK's own partitions: nvs, phy_init, and the rest of 4 MB for the program. */
export const partitionTable = Buffer.concat([
  entry("nvs", 1, 0x9000, 0x6000),
  entry("phy_init", 1, 0xf000, 0x1000),
  entry("factory", 0, 0x10000, 0x3f0000),
  Buffer.alloc(32, 0xff),
]);

export const flasherArguments = {
  write_flash_args: ["--flash_mode", "dio", "--flash_size", "4MB", "--flash_freq", "80m"],
  flash_settings: { flash_mode: "dio", flash_size: "4MB", flash_freq: "80m" },
  flash_files: {
    "0x10000": "xs_esp32.bin",
    "0x1000": "bootloader/bootloader.bin",
    "0x8000": "partition_table/partition-table.bin",
  },
  extra_esptool_args: { after: "hard_reset", before: "default_reset", stub: true, chip: "esp32" },
};

/** Writes what ESP-IDF's build leaves, then copies the images as the SDK's makefile does. */
const writeImages = (appBytes: number, sdk: string): string => `
while [ $# -gt 0 ]; do
  case "$1" in -o) out=$2; shift;; -p) board=$2; shift;; -i) kind=instrument;; esac
  shift
done
kind=\${kind:-release}
build=$out/tmp/$board/$kind/vigia/xsProj-esp32/build
bin=$out/bin/$board/$kind/vigia
mkdir -p "$build/bootloader" "$build/partition_table" "$bin"
head -c ${appBytes} /dev/zero > "$build/xs_esp32.bin"
head -c 20000 /dev/zero > "$build/bootloader/bootloader.bin"
cp "${sdk}/partition-table.bin" "$build/partition_table/"
cp "${sdk}/flasher_args.json" "$build/"
cp "$build/xs_esp32.bin" "$build/bootloader/bootloader.bin" "$build/partition_table/partition-table.bin" "$bin/"
`;

export function fakeToolchain(options: FakeOptions = {}): FakeToolchain {
  const { sdkVersion = "8.2.3", mcconfig = "", images = true, appBytes = 1_000_000 } = options;
  const idfTag = "idfTag" in options ? options.idfTag : "v6.0";
  const folder = mkdtempSync(join(tmpdir(), "vigia-toolchain-"));
  const [root, sdk, idf] = ["project", "sdk", "idf"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const write = (path: string, text: string | Buffer) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (text.toString().startsWith("#!")) chmodSync(file, 0o755);
  };
  const tools = process.platform === "darwin" ? "mac" : "lin";
  const run = join(folder, "run");
  write("sdk/tools/VERSION", `${sdkVersion}\n`);
  write("sdk/build/devices/esp32/manifest.json", '{"build":{"EXPECTED_ESP_IDF":"v6.0"}}');
  for (const target of ["nodemcu", "esp32c3"])
    write(`sdk/build/devices/esp32/targets/${target}/manifest.json`, "{}");
  write("sdk/partition-table.bin", partitionTable);
  write("sdk/flasher_args.json", JSON.stringify(flasherArguments));
  write(
    `sdk/build/bin/${tools}/release/mcconfig`,
    `#!/bin/sh
printf '%s\\n' "$@" "MODDABLE=$MODDABLE" "IDF_PATH=$IDF_PATH" "tsc=$(command -v tsc)" > "${run}"
${mcconfig}
${images ? writeImages(appBytes, sdk) : ""}`,
  );
  write("idf/export.sh", "");
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", idf, "-c", "user.name=t", "-c", "user.email=t@localhost", ...args], {
      stdio: "ignore",
    });
  git("init", "-q");
  git("commit", "-q", "--allow-empty", "-m", "ESP-IDF");
  if (idfTag) git("tag", "-a", idfTag, "-m", idfTag);
  write("project/node_modules/.bin/tsc", "#!/bin/sh\n");
  write("project/manifest.json", "{}");
  return {
    root,
    sdk,
    idf,
    env: { PATH: process.env.PATH, HOME: folder, MODDABLE: sdk, IDF_PATH: idf },
    mcconfigRun: () => (existsSync(run) ? readFileSync(run, "utf8").trim().split("\n") : []),
    write,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
