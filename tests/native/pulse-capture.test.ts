/**
 * sensors/esp32/pulse-capture.c, compiled for this PC against stand-ins for the chip and for XS (include/), with
 * the compiler's own checks of memory and arithmetic; and, where ESP-IDF is installed, against its headers.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { project } from "../support/xs-program.ts";

const { CC = "cc", IDF_PATH, MODDABLE, VIGIA_NO_SKIP } = process.env;
const source = join(project, "sensors", "esp32", "pulse-capture.c");
const folder = join(project, "tests", "native");

const runs = (tool: string): boolean => spawnSync(tool, ["--version"]).status === 0;

/** Runs a tool to its end; its output is the failure's text. */
function run(tool: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(tool, args, { encoding: "utf8", timeout: 120_000 });
  assert.equal(status, 0, error?.message ?? `${tool} failed:\n${stdout}${stderr}`);
  return stdout;
}

const compiler = runs(CC);
test("pulse-capture.c on stand-ins for the chip and for XS", {
  skip: compiler || VIGIA_NO_SKIP ? false : `there is no C compiler (${CC})`,
}, async (t) => {
  assert.ok(compiler, `there is no C compiler (${CC}), and VIGIA_NO_SKIP is set`);
  const out = join(project, "build", "native");
  const program = join(out, "pulse-capture-test");
  mkdirSync(out, { recursive: true });
  run(CC, [
    ...["-std=gnu11", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter"],
    ...["-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    `-I${join(folder, "include")}`,
    ...["-o", program, source],
    ...["chip.c", "machine.c", "pulse-capture-test.c"].map((name) => join(folder, name)),
  ]);
  const cases = run(program, []).trim().split("\n");
  assert.equal(cases.length, 11, "every case was run");
  for (const line of cases)
    await t.test(line.replace(/^ok /, ""), () => {
      assert.match(line, /^ok /);
    });
});

/** ESP32-C3: Debian has a compiler for its instruction set, and ESP-IDF's headers are the same but for the chip's. */
const target = "esp32c3";
const crossCompiler = "riscv64-unknown-elf-gcc";
const components = [
  ...["esp_common/include", "esp_hw_support/include", "esp_driver_gpio/include", "esp_timer/include"],
  ...["esp_rom/include", `esp_rom/${target}/include`, `esp_rom/${target}`, "esp_system/include"],
  ...["freertos/config/include", "freertos/config/include/freertos", "freertos/config/riscv/include"],
  ...["freertos/FreeRTOS-Kernel/include", "freertos/FreeRTOS-Kernel/portable/riscv/include"],
  ...["freertos/FreeRTOS-Kernel/portable/riscv/include/freertos", "freertos/esp_additions/include"],
  ...["hal/include", "hal/platform_port/include", `hal/${target}/include`],
  ...["esp_hal_gpio/include", `esp_hal_gpio/${target}/include`],
  ...["soc/include", `soc/${target}/include`, `soc/${target}/register`],
  ...["heap/include", "log/include", "newlib/platform_include", "esp_libc/platform_include", "riscv/include"],
];

test("pulse-capture.c against the headers of ESP-IDF and of the SDK", {
  skip:
    IDF_PATH && MODDABLE
      ? runs(crossCompiler)
        ? false
        : `${crossCompiler} is not installed`
      : "ESP-IDF and the Moddable SDK are not installed (IDF_PATH, MODDABLE)",
}, () => {
  const generated = mkdtempSync(join(tmpdir(), "vigia-idf-"));
  try {
    writeFileSync(
      join(generated, "sdkconfig.h"),
      ["CONFIG_IDF_TARGET_ESP32C3", "CONFIG_IDF_TARGET_ARCH_RISCV", "CONFIG_FREERTOS_UNICORE"]
        .concat(["CONFIG_FREERTOS_NUMBER_OF_CORES", "CONFIG_SOC_CPU_CORES_NUM"])
        .map((name) => `#define ${name} 1\n`)
        .concat(["#define CONFIG_FREERTOS_HZ 1000\n", '#define CONFIG_IDF_TARGET "esp32c3"\n'])
        .join(""),
    );
    run(crossCompiler, [
      ...["-fsyntax-only", "-std=gnu17", "-march=rv32imc_zicsr_zifencei", "-mabi=ilp32"],
      ...["--specs=picolibc.specs", "-Werror=implicit-function-declaration", "-DESP32=4", "-D__XS__=1"],
      ...[`-I${generated}`, ...components.map((name) => `-I${join(IDF_PATH!, "components", name)}`)],
      ...["xs/includes", "xs/platforms/esp", "modules/io/common"].map((name) => `-I${join(MODDABLE!, name)}`),
      source,
    ]);
  } finally {
    rmSync(generated, { recursive: true, force: true });
  }
});
