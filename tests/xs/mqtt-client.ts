/** The contract of `embedded:network/mqtt/client`, held against whatever answers that name. */
import MQTTClient from "../../network/mqtt-client";
import { contract } from "./mqtt-client/contract";

contract(
  MQTTClient,
  (name, ok, detail) => trace(ok ? `ok ${name}\n` : `not ok ${name}\t${detail}\n`),
  () => trace("done\n"),
  60_000,
);
