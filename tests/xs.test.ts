/** The programs of tests/xs/, on the real engine. */
import { join } from "node:path";
import { test } from "node:test";
import { check, testPrograms } from "./support/xs-cases.ts";

testPrograms("");

const { MODDABLE } = process.env;
test("on XS: the SDK's own MQTT client keeps the contract that the stand-in keeps", {
  skip: MODDABLE ? false : "the Moddable SDK is not installed (MODDABLE is not set)",
}, async (t) => {
  const client = join(MODDABLE!, "examples", "io", "tcp", "mqttclient", "mqttclient.js");
  await check(t, "mqtt-client", { "embedded:network/mqtt/client": client });
});
