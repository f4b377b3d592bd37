/**
 * What the SDK's manifests bring, for those that the project includes: module specifiers that
 * simulator/modules/ answers. `time`, `timer` and `preference` are in every ESP32 build
 * (build/devices/esp32/manifest.json).
 */
export const sdkIncludes: Readonly<Record<string, readonly string[]>> = {
  "$(MODDABLE)/examples/manifest_base.json": ["timer", "time", "preference"],
  "$(MODDABLE)/modules/crypt/digest/manifest.json": ["crypt"],
  "$(MODDABLE)/modules/crypt/tls_419.json": ["crypt"],
  "$(MODDABLE)/modules/io/digital/manifest.json": ["embedded:io/digital"],
  "$(MODDABLE)/modules/io/serial/manifest.json": ["embedded:io/serial"],
  "$(MODDABLE)/modules/io/wifi/manifest.json": ["embedded:network/interface/wifi"],
  "$(MODDABLE)/modules/network/sntp/manifest.json": ["sntp"],
  "$(MODDABLE)/modules/files/preference/manifest.json": ["preference"],
};
