/**
 * The firmware's C, compiled with the headers of ESP-IDF and of the SDK, where both are installed.
 * For the ESP32-C3: Debian has a compiler for its instructions (gcc-riscv64-unknown-elf, and
 * picolibc-riscv64-unknown-elf), and what the files call is the same on the ESP32.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { project } from "../support/xs-program.ts";

const { IDF_PATH, MODDABLE } = process.env;
const compiler = "riscv64-unknown-elf-gcc";
const chip = "esp32c3";
const sources = ["sensors/esp32/pulse-capture.c", "chip/esp32/chip.c"];

/** Folders of headers in ESP-IDF's components, of v6.0 and later; a folder that a version lacks is ignored. */
const components = [
  ...["esp_common/include", "esp_system/include", "esp_hw_support/include", "esp_hw_support/etm/include"],
  ...["esp_driver_gpio/include", "esp_timer/include", "heap/include", "log/include", "riscv/include"],
  ...["esp_rom/include", `esp_rom/${chip}`, `esp_rom/${chip}/include`, `esp_rom/${chip}/include/${chip}`],
  ...["freertos/config/include", "freertos/config/include/freertos", "freertos/config/riscv/include"],
  ...["freertos/esp_additions/include", "freertos/FreeRTOS-Kernel/include"],
  ...["include", "include/freertos"].map((name) => `freertos/FreeRTOS-Kernel/portable/riscv/${name}`),
  ...["hal/include", "hal/platform_port/include", `hal/${chip}/include`],
  ...["esp_hal_gpio/include", `esp_hal_gpio/${chip}/include`],
  ...["soc/include", `soc/${chip}/include`, `soc/${chip}/register`],
  ...["newlib/platform_include", "esp_libc/platform_include"],
  ...["esp_partition/include", "esp_blockdev/include", "spi_flash/include"],
  ...["esp_event/include", "esp_wifi/include", "esp_netif/include", "esp_phy/include", "nvs_flash/include"],
  ...["lwip/include", "lwip/include/apps", "lwip/lwip/src/include", "lwip/port/include"],
  ...["lwip/port/freertos/include", "lwip/port/esp32xx/include", "wpa_supplicant/esp_supplicant/include"],
];

/** Of all that ESP-IDF would generate, what these headers ask for. */
const configuration = {
  CONFIG_IDF_TARGET: '"esp32c3"',
  CONFIG_IDF_TARGET_ESP32C3: 1,
  CONFIG_IDF_TARGET_ARCH_RISCV: 1,
  CONFIG_ESP_SYSTEM_SINGLE_CORE_MODE: 1,
  CONFIG_SOC_CPU_CORES_NUM: 1,
  CONFIG_FREERTOS_UNICORE: 1,
  CONFIG_FREERTOS_NUMBER_OF_CORES: 1,
  CONFIG_FREERTOS_HZ: 1000,
  CONFIG_FREERTOS_MAX_TASK_NAME_LEN: 16,
  CONFIG_FREERTOS_TASK_NOTIFICATION_ARRAY_ENTRIES: 1,
  CONFIG_LOG_MAXIMUM_LEVEL: 0,
  CONFIG_LOG_DEFAULT_LEVEL: 0,
  CONFIG_MMU_PAGE_SIZE: 0x10000,
  CONFIG_SOC_RTC_FAST_MEM_SUPPORTED: 1,
  CONFIG_ESP_TASK_WDT_EN: 1,
  CONFIG_ESP_TASK_WDT_TIMEOUT_S: 30,
};

function missing(): string | false {
  if (!IDF_PATH || !MODDABLE)
    return "ESP-IDF and the Moddable SDK are not both installed (IDF_PATH, MODDABLE)";
  return spawnSync(compiler, ["--version"]).status === 0 ? false : `${compiler} is not installed`;
}

for (const source of sources)
  test(`${source} with the headers of ESP-IDF and of the SDK`, { skip: missing() }, () => {
    const generated = mkdtempSync(join(tmpdir(), "vigia-idf-"));
    try {
      const defines = Object.entries(configuration).map(([name, value]) => `#define ${name} ${value}\n`);
      writeFileSync(join(generated, "sdkconfig.h"), defines.join(""));
      const { status, stderr } = spawnSync(
        compiler,
        [
          ...["-fsyntax-only", "-std=gnu17", "-march=rv32imc_zicsr_zifencei", "-mabi=ilp32"],
          ...["--specs=picolibc.specs", "-Wall", "-Werror=implicit-function-declaration"],
          ...["-D__ets__", "-DESP_PLATFORM", "-DESP32=4", `-I${generated}`],
          ...components.map((name) => `-I${join(IDF_PATH!, "components", name)}`),
          ...["xs/includes", "xs/platforms/esp", "modules/io/common"].map(
            (name) => `-I${join(MODDABLE!, name)}`,
          ),
          join(project, source),
        ],
        { encoding: "utf8" },
      );
      assert.equal(status, 0, stderr);
      assert.doesNotMatch(stderr, /\.c:\d+:\d+: warning/);
    } finally {
      rmSync(generated, { recursive: true, force: true });
    }
  });
